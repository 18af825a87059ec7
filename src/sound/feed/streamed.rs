//! A long file that is decoded while it plays: in memory is what lies around the playhead.

use std::{
    collections::BTreeMap,
    fmt, io,
    path::{Path, PathBuf},
    sync::{
        Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

use super::frames::{CHANNELS, RATE, time};
use crate::sound::{
    decode::{DecodeError, FileDecoder},
    resample::Resampling,
};

/// Frames of a block: a second.
pub const BLOCK: u64 = RATE as u64;
/// Blocks kept before and behind the playhead: the far seek's 30 s and some more, in all some 25 MB.
const AROUND: u64 = 35;
/// Frames decoded before a block that is gone to: a tenth of a second.
const LEAD: u64 = BLOCK / 10;
/// Frames of a file that are decoded at a time.
const PIECE: usize = 8_192;

/// Blocks of stereo samples at the deck's rate. Dropping it ends its thread.
pub struct Streamed {
    shared: Arc<Shared>,
}

struct Shared {
    /// Frames in all; fewer once the file has turned out to be shorter than it says.
    frames: AtomicU64,
    /// Frames of silence that were played because nothing was decoded yet.
    stalled: AtomicU64,
    /// Why the file cannot be played on.
    failure: OnceLock<String>,
    near: Mutex<Near>,
    wake: Condvar,
}

#[derive(Default)]
struct Near {
    blocks: BTreeMap<u64, Arc<[f32]>>,
    /// The playhead's block.
    at: u64,
    over: bool,
}

/// What is there of the sound at some frame.
pub enum SampleBlock {
    /// Interleaved samples, the first of them of this frame.
    Samples(u64, Arc<[f32]>),
    /// It is decoded later.
    Later,
    /// The sound has ended.
    End,
}

impl Streamed {
    /// Begins to decode the file, of which `seconds` are to be played.
    pub fn open(path: PathBuf, seconds: f64) -> io::Result<Self> {
        let streamed = Self::of((seconds * f64::from(RATE)).max(0.0) as u64);
        let theirs = streamed.shared.clone();
        thread::Builder::new().name("streamed".to_owned()).spawn(move || theirs.decode(&path))?;
        Ok(streamed)
    }

    /// So many frames that nothing decodes.
    fn of(frames: u64) -> Self {
        let shared = Shared {
            frames: AtomicU64::new(frames),
            stalled: AtomicU64::new(0),
            failure: OnceLock::new(),
            near: Mutex::default(),
            wake: Condvar::new(),
        };
        Self { shared: Arc::new(shared) }
    }

    /// Why it ends before its time, where the file could not be read on.
    pub fn failure(&self) -> Option<&str> {
        self.shared.failure.get().map(String::as_str)
    }

    pub fn frames(&self) -> u64 {
        self.shared.frames.load(Ordering::Relaxed)
    }

    /// The playhead is at this frame: what lies around it is decoded, the rest forgotten.
    pub fn go(&self, frame: u64) {
        let at = frame / BLOCK;
        let mut near = self.shared.near();
        if near.at != at {
            near.at = at;
            self.shared.wake.notify_all();
        }
    }

    /// The block that holds a frame.
    pub fn block(&self, frame: u64) -> SampleBlock {
        if frame >= self.frames() {
            return SampleBlock::End;
        }
        let number = frame / BLOCK;
        match self.shared.near().blocks.get(&number) {
            Some(samples) => SampleBlock::Samples(number * BLOCK, samples.clone()),
            None => SampleBlock::Later,
        }
    }

    /// Silence was played instead of so many frames.
    pub fn stall(&self, frames: u64) {
        self.shared.stalled.fetch_add(frames, Ordering::Relaxed);
    }

    /// How long silence was played since [`restart`](Self::restart).
    pub fn stalled(&self) -> Duration {
        time(self.shared.stalled.load(Ordering::Relaxed))
    }

    /// It is played from this frame on.
    pub fn restart(&self, frame: u64) {
        self.shared.stalled.store(0, Ordering::Relaxed);
        self.go(frame);
    }
}

impl Drop for Streamed {
    fn drop(&mut self) {
        self.shared.near().over = true;
        self.shared.wake.notify_all();
    }
}

impl fmt::Debug for Streamed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Streamed({} frames)", self.frames())
    }
}

impl Shared {
    fn near(&self) -> MutexGuard<'_, Near> {
        self.near.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The thread: decodes what is missing around the playhead until nobody holds the sound any more.
    fn decode(&self, path: &Path) {
        let mut source: Option<BlockReader<'_>> = None;
        while let Some(number) = self.wanted() {
            if source.as_ref().is_none_or(|source| source.next != number) {
                source = match BlockReader::open(path, number) {
                    Ok(source) => Some(source),
                    Err(error) => {
                        self.fail(path, &error);
                        self.ends(number * BLOCK);
                        continue;
                    }
                };
            }
            let Some(samples) = source.as_mut().map(BlockReader::read) else { continue };
            let frames = samples.len() as u64 / u64::from(CHANNELS);
            if frames < BLOCK {
                if let Some(error) = source.as_ref().and_then(|source| source.decoder.failure()) {
                    self.fail(path, error);
                }
                self.ends(number * BLOCK + frames);
            }
            if frames > 0 {
                self.near().blocks.insert(number, samples.into());
                self.wake.notify_all();
            }
        }
    }

    /// Waits for a block that is missing: the nearest from the playhead on; `None` where nobody plays it any more.
    fn wanted(&self) -> Option<u64> {
        let mut near = self.near();
        loop {
            if near.over {
                return None;
            }
            let at = near.at;
            near.blocks.retain(|number, _| (at.saturating_sub(AROUND)..=at + AROUND).contains(number));
            let last = self.frames.load(Ordering::Relaxed).div_ceil(BLOCK);
            let missing = (at..last.min(at + AROUND + 1)).find(|number| !near.blocks.contains_key(number));
            if missing.is_some() {
                return missing;
            }
            near = self.wake.wait(near).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn fail(&self, path: &Path, error: &DecodeError) {
        tracing::warn!("{} cannot be played on: {error}", path.display());
        let _ = self.failure.set(error.to_string());
    }

    /// There is no sound from this frame on.
    fn ends(&self, frame: u64) {
        let _near = self.near();
        self.frames.fetch_min(frame, Ordering::Relaxed);
        self.wake.notify_all();
    }
}

/// Reads a file block by block.
struct BlockReader<'a> {
    decoder: FileDecoder<'a>,
    resampling: Option<Resampling>,
    ready: Vec<f32>,
    /// Samples to drop first: what a decoder and a resampler need to come in.
    lead: usize,
    /// The number of the block that is read next.
    next: u64,
    ended: bool,
}

impl<'a> BlockReader<'a> {
    fn open(path: &'a Path, next: u64) -> Result<Self, DecodeError> {
        let lead = if next == 0 { 0 } else { LEAD };
        let decoder = FileDecoder::open(path, time(next * BLOCK - lead))?;
        let (lead, ready) = (lead as usize * usize::from(CHANNELS), Vec::new());
        Ok(Self { decoder, resampling: None, ready, lead, next, ended: false })
    }

    /// The next block's samples; fewer at the end.
    fn read(&mut self) -> Vec<f32> {
        let samples = BLOCK as usize * usize::from(CHANNELS);
        while !self.ended && self.ready.len() < self.lead + samples {
            // A rate that nothing can be made of has no sound.
            match self.piece() {
                Ok(Some(piece)) => self.ready.extend(piece),
                Ok(None) | Err(_) => self.ended = true,
            }
        }
        let lead = std::mem::take(&mut self.lead).min(self.ready.len());
        self.ready.drain(..lead);
        self.next += 1;
        let rest = self.ready.split_off(self.ready.len().min(samples));
        std::mem::replace(&mut self.ready, rest)
    }

    fn piece(&mut self) -> Result<Option<Vec<f32>>, DecodeError> {
        let Some(clip) = self.decoder.read(PIECE) else {
            self.ended = true;
            return Ok(self.resampling.as_mut().map(Resampling::finish).transpose()?);
        };
        let clip = clip.stereo();
        if clip.rate == RATE {
            return Ok(Some(clip.samples));
        }
        let resampling = match &mut self.resampling {
            Some(resampling) => resampling,
            none => none.insert(Resampling::new(clip.rate, RATE, CHANNELS)?),
        };
        Ok(Some(resampling.push(&clip.samples)?))
    }
}

#[cfg(test)]
impl Streamed {
    /// So many frames of which the test gives the blocks.
    pub fn by_hand(frames: u64) -> Self {
        Self::of(frames)
    }

    pub fn put(&self, number: u64, samples: Vec<f32>) {
        self.shared.near().blocks.insert(number, samples.into());
    }

    /// Waits until the block of a frame is decoded.
    pub fn wait(&self, frame: u64) {
        let mut near = self.shared.near();
        while frame < self.frames() && !near.blocks.contains_key(&(frame / BLOCK)) {
            near = self.shared.wake.wait(near).expect("the decoder lives");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sound::{clip::Clip, wav};

    const SECONDS: u64 = 200;

    /// A file whose level rises evenly from 0 to 1.
    fn ramp(rate: u32) -> (tempfile::TempDir, PathBuf) {
        let frames = SECONDS as u32 * rate;
        let samples = (0..frames).map(|n| n as f32 / frames as f32).collect();
        let dir = tempfile::tempdir().expect("folder");
        let path = dir.path().join("ramp.wav");
        std::fs::write(&path, wav::encode(&Clip::new(samples, 1, rate))).expect("written");
        (dir, path)
    }

    /// The sample at a frame, once it is decoded.
    fn sample(streamed: &Streamed, frame: u64) -> f32 {
        streamed.go(frame);
        streamed.wait(frame);
        let SampleBlock::Samples(first, samples) = streamed.block(frame) else {
            panic!("frame {frame} is decoded")
        };
        samples[(frame - first) as usize * usize::from(CHANNELS)]
    }

    #[test]
    fn any_time_of_a_long_file_is_there_and_little_of_it_is_held() {
        let (_dir, path) = ramp(8_000);
        let streamed = Streamed::open(path, SECONDS as f64).expect("a thread");
        for second in [0, 1, 150, 149, 190, 3, 60] {
            // Between two blocks, and inside one.
            for frame in [second * BLOCK, second * BLOCK + 12_345] {
                let expected = frame as f32 / (SECONDS * BLOCK) as f32;
                let found = sample(&streamed, frame);
                assert!((found - expected).abs() < 2e-4, "{second}: {found} instead of {expected}");
            }
            assert!(streamed.shared.near().blocks.len() as u64 <= 2 * AROUND + 1);
        }
        assert!(matches!(streamed.block(SECONDS * BLOCK), SampleBlock::End));
    }

    #[test]
    fn a_file_that_is_shorter_than_it_says_ends_where_its_sound_does() {
        let (_dir, path) = ramp(8_000);
        let streamed = Streamed::open(path, 300.0).expect("a thread");
        assert_eq!(streamed.frames(), 300 * BLOCK);
        streamed.go(SECONDS * BLOCK + 5);
        streamed.wait(SECONDS * BLOCK + 5);
        let seconds = streamed.frames() as f64 / f64::from(RATE);
        assert!((seconds - SECONDS as f64).abs() < 0.5, "{seconds}");
        assert_eq!(streamed.failure(), None);
    }

    #[test]
    fn a_file_that_is_gone_ends_at_once() {
        let streamed = Streamed::open(PathBuf::from("/nowhere/at/all.wav"), 300.0).expect("a thread");
        streamed.wait(0);
        assert_eq!(streamed.frames(), 0);
        assert!(streamed.failure().is_some());
    }
}
