//! What the server's requests draw from: the feed, where one is put in.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use pulseaudio::PlaybackSource;

use super::FRAME;
use crate::sound::feed::Feed;
use crate::sound::wav;

/// Shared with the connection's thread. Cheap to clone.
#[derive(Clone, Default)]
pub(super) struct Tap(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    feed: Option<Feed>,
    waiting: Option<Waker>,
    scratch: Vec<f32>,
}

impl Tap {
    /// Draws from `feed` from now on.
    pub(super) fn put(&self, feed: &Feed) {
        let mut inner = self.inner();
        inner.feed = Some(feed.clone());
        if let Some(waker) = inner.waiting.take() {
            waker.wake();
        }
    }

    /// Takes the feed out; when this returns, nothing more is drawn from it.
    pub(super) fn close(&self) {
        self.inner().feed = None;
    }

    /// Frames drawn since the feed's gate last opened.
    pub(super) fn drawn(&self) -> u64 {
        self.inner().feed.as_ref().map_or(0, Feed::pulled)
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl PlaybackSource for Tap {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut [u8]) -> Poll<usize> {
        let mut inner = self.inner();
        let Inner { feed, waiting, scratch } = &mut *inner;
        let Some(feed) = feed else {
            *waiting = Some(context.waker().clone());
            return Poll::Pending;
        };
        // Nothing at all would mean that the sound has ended.
        let frames = buffer.len() / FRAME;
        scratch.resize(frames * FRAME / 2, 0.0);
        if frames == 0 || !feed.pull(scratch, Some(context.waker())) {
            return Poll::Pending;
        }
        for (bytes, sample) in buffer.chunks_exact_mut(2).zip(&*scratch) {
            bytes.copy_from_slice(&wav::sample(*sample));
        }
        Poll::Ready(frames * FRAME)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sound::clip::Clip;
    use crate::sound::feed::{Cued, RATE};

    fn read(tap: &Tap, buffer: &mut [u8]) -> Poll<usize> {
        Pin::new(&mut tap.clone()).poll_read(&mut Context::from_waker(Waker::noop()), buffer)
    }

    #[test]
    fn whole_frames_are_drawn_and_nothing_without_a_feed_or_behind_its_gate() {
        let tap = Tap::default();
        let mut buffer = [9; 803];
        assert_eq!(read(&tap, &mut buffer), Poll::Pending);
        let feed = Feed::new();
        let clip = Cued::new(Clip::new(vec![1.0; 4_000], 2, RATE)).expect("cued");
        feed.change_and_shut(|deck| deck.load(&clip, 0, false));
        tap.put(&feed);
        assert_eq!(read(&tap, &mut buffer), Poll::Pending);
        feed.open();
        assert_eq!(read(&tap, &mut buffer), Poll::Ready(800));
        assert_eq!(buffer[796..], [0xff, 0x7f, 0xff, 0x7f, 9, 9, 9]);
        assert_eq!(tap.drawn(), 200);
        tap.close();
        assert_eq!(read(&tap, &mut buffer), Poll::Pending);
    }
}
