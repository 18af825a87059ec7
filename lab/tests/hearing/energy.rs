use segue::sound::{energy::estimate, mel::RATE};
use segue_lab::loops::{Drums, Hats, Loop};

fn of(made: &Loop, gain: f32) -> f32 {
    let samples: Vec<f32> = made.render(RATE, 12.0).iter().map(|s| s * gain).collect();
    estimate(&samples, RATE).expect("a sound").value
}

#[test]
fn faster_louder_and_fuller_is_more() {
    let techno = Loop { bpm: 138.0, hats: Hats::Sixteenths, ..Loop::default() };
    let slow = Loop { bpm: 80.0, hats: Hats::None, ..Loop::default() };
    let thin = Loop { kick: false, drums: Drums::None, hats: Hats::Offbeat, ..Loop::default() };
    assert!(of(&techno, 1.0) > of(&slow, 1.0) + 0.1);
    assert!(of(&techno, 1.0) > of(&techno, 0.1) + 0.1);
    assert!(of(&techno, 1.0) > of(&thin, 1.0) + 0.2);
}
