//! This machine's own sound card, through rodio's device sink on cpal.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rodio::{ChannelCount, DeviceSinkBuilder, MixerDeviceSink, SampleRate, Source};

use super::way::OutputWay;
use super::{ListenerPosition, Output, OutputError, OutputKind, OutputPlace};
use crate::sound::feed::{CHANNELS, Feed, RATE};

/// Frames drawn at a time: 10 ms.
const BLOCK: usize = RATE as usize / 100;
/// What the device holds beyond our block. cpal does not tell.
const HELD: Duration = Duration::from_millis(50);
/// A card that failed is tried again after so long.
const AGAIN: Duration = Duration::from_secs(10);

/// The sound card as a way out.
pub(super) struct Devices {
    is_automatic: bool,
    failed: Option<Instant>,
}

impl Devices {
    pub(super) fn new(is_automatic: bool) -> Self {
        Self { is_automatic, failed: None }
    }
}

impl OutputWay for Devices {
    fn kind(&self) -> OutputKind {
        OutputKind::Device
    }

    fn is_automatic(&self) -> bool {
        self.is_automatic
    }

    fn is_there(&mut self) -> bool {
        true
    }

    fn is_promising(&mut self) -> bool {
        self.failed.is_none_or(|at| at.elapsed() > AGAIN)
    }

    fn open(&mut self) -> Result<Box<dyn Output>, OutputError> {
        let opened = Device::open();
        self.failed = opened.is_err().then(Instant::now);
        Ok(Box::new(opened?))
    }
}

/// An open sound card.
struct Device {
    shared: Arc<Shared>,
    /// Plays until dropped.
    _sink: MixerDeviceSink,
}

#[derive(Default)]
struct Shared {
    /// What sounds; none while paused.
    feed: Mutex<Option<Feed>>,
    last: Mutex<Option<Feed>>,
    failed: AtomicBool,
}

impl Device {
    fn open() -> Result<Self, OutputError> {
        let trouble = |error: &dyn std::fmt::Display| {
            OutputError::new(
                format!("The sound card does not open: {error}"),
                "Another program may hold it; S chooses another output.",
            )
        };
        let shared = Arc::new(Shared::default());
        let told = shared.clone();
        let mut sink = DeviceSinkBuilder::from_default_device()
            .map_err(|e| trouble(&e))?
            .with_error_callback(move |_| told.failed.store(true, Ordering::Relaxed))
            .open_stream()
            .map_err(|e| trouble(&e))?;
        // It would print over the screen.
        sink.log_on_drop(false);
        sink.mixer().add(FeedSource {
            shared: shared.clone(),
            block: vec![0.0; BLOCK * usize::from(CHANNELS)],
            at: usize::MAX,
        });
        Ok(Self { shared, _sink: sink })
    }
}

impl Output for Device {
    fn restart(&mut self, feed: &Feed) -> Result<(), OutputError> {
        feed.open();
        *lock(&self.shared.last) = Some(feed.clone());
        self.resume()
    }

    fn pause(&mut self) -> Result<(), OutputError> {
        *lock(&self.shared.feed) = None;
        Ok(())
    }

    fn resume(&mut self) -> Result<(), OutputError> {
        let last = lock(&self.shared.last).clone();
        *lock(&self.shared.feed) = last;
        Ok(())
    }

    fn heard(&mut self, _: Instant) -> Result<ListenerPosition, OutputError> {
        if self.shared.failed.load(Ordering::Relaxed) {
            return Err(OutputError::new(
                "The sound card went away",
                "The sound comes back by itself when it does; S switches.",
            ));
        }
        let drawn = lock(&self.shared.last).as_ref().map_or(0, Feed::pulled);
        let time = Duration::from_secs_f64(drawn as f64 / f64::from(RATE)).saturating_sub(HELD);
        Ok(ListenerPosition { time, latency: HELD, underruns: 0 })
    }

    fn place(&self) -> OutputPlace {
        OutputPlace { kind: OutputKind::Device, name: "this computer's sound card".to_owned() }
    }
}

/// The feed as rodio takes sounds; silence while there is none.
struct FeedSource {
    shared: Arc<Shared>,
    block: Vec<f32>,
    at: usize,
}

impl Iterator for FeedSource {
    type Item = f32;

    fn next(&mut self) -> Option<f32> {
        if self.at >= self.block.len() {
            self.at = 0;
            let feed = lock(&self.shared.feed);
            if !feed.as_ref().is_some_and(|feed| feed.pull(&mut self.block, None)) {
                self.block.fill(0.0);
            }
        }
        self.at += 1;
        Some(self.block[self.at - 1])
    }
}

impl Source for FeedSource {
    fn current_span_len(&self) -> Option<usize> {
        None
    }

    fn channels(&self) -> ChannelCount {
        const WIDTH: ChannelCount = ChannelCount::new(CHANNELS).unwrap();
        WIDTH
    }

    fn sample_rate(&self) -> SampleRate {
        const HERTZ: SampleRate = SampleRate::new(RATE).unwrap();
        HERTZ
    }

    fn total_duration(&self) -> Option<Duration> {
        None
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
