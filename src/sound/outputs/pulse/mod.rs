//! A `PulseAudio` or `PipeWire` server, here or at the other end of an `ssh -R`. It asks for samples as it needs them; what it has
//! buffered is corked and flushed, so that pause, seek and skip are heard at once.

mod clock;
mod find;
mod servers;
mod tap;
mod trouble;
mod wait;

use std::future::Future;
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use pulseaudio::protocol::stream::{BufferAttr, StreamFlags};
use pulseaudio::protocol::{
    ChannelMap, DEFAULT_SINK, PlaybackLatency, PlaybackStreamParams, Prop, Props, SampleFormat, SampleSpec,
    ServerInfo,
};
use pulseaudio::{Client, ClientError, PlaybackStream};

pub use find::{Server, ServerOrigin, Surroundings};
pub use servers::Servers;

use super::{ListenerPosition, Output, OutputError, OutputKind, OutputPlace, host};
use crate::sound::feed::{CHANNELS, Feed, RATE};
use clock::Clock;
use tap::Tap;
use wait::{Arrival, wait};

/// Bytes of a frame: two samples of 16 bits, half of what floats would cost over a network.
const FRAME: usize = 2 * CHANNELS as usize;
/// What the server holds ready, device included. Its own default is two seconds.
const TARGET: Duration = Duration::from_millis(250);
/// It starts, and starts again after a break, when it has so much.
const START: Duration = Duration::from_millis(40);
/// It asks for so much at a time.
const REQUEST: Duration = Duration::from_millis(25);
/// An answer that takes longer does not come.
const PATIENCE: Duration = Duration::from_secs(2);
/// How often the server is asked what was heard: often at first, then as clocks drift.
const EAGER: Duration = Duration::from_millis(40);
const CALM: Duration = Duration::from_millis(250);
/// How long it is asked often.
const EARLY: Duration = Duration::from_secs(1);

/// A stream on a server.
pub struct Pulse {
    stream: PlaybackStream,
    /// The connection's socket: shut down, its thread ends.
    socket: UnixStream,
    tap: Tap,
    clock: Clock,
    asked: Option<Question>,
    /// Ready when the connection is gone.
    end: Answer<()>,
    is_gone: bool,
    /// Corked: nothing moves.
    stands: bool,
    /// When the server was last asked, and when something last changed.
    last: Instant,
    changed: Instant,
    info: ServerInfo,
    origin: ServerOrigin,
}

type Answer<T> = Pin<Box<dyn Future<Output = Result<T, ClientError>> + Send>>;

/// A question that has not been answered yet.
struct Question {
    answer: Answer<PlaybackLatency>,
    sent: Instant,
    arrival: Arc<Arrival>,
}

impl Pulse {
    /// Joins `server` with a stream that is silent until the first restart. Takes a few round trips, two seconds at most.
    pub fn join(server: &Server, cookie: &[u8]) -> Result<Self, OutputError> {
        let failed = |error: ClientError| trouble::joining(server, &error);
        let socket = UnixStream::connect(&server.socket).map_err(|e| failed(e.into()))?;
        socket.set_read_timeout(Some(PATIENCE)).map_err(|e| failed(e.into()))?;
        socket.set_write_timeout(Some(PATIENCE)).map_err(|e| failed(e.into()))?;
        let held = socket.try_clone().map_err(|e| failed(e.into()))?;
        let client = Client::new_unix(c"segue", socket, Some(cookie)).map_err(failed)?;
        let tap = Tap::default();
        let both = async {
            tokio::join!(client.server_info(), client.create_playback_stream(parameters(), tap.clone()))
        };
        let joined = wait(both, PATIENCE)
            .ok_or_else(trouble::silent)
            .and_then(|(info, stream)| Ok((info.map_err(failed)?, stream.map_err(failed)?)));
        let (info, stream) = match joined {
            Ok(joined) => joined,
            Err(error) => {
                let _ = held.shutdown(Shutdown::Both);
                return Err(error);
            }
        };
        let now = Instant::now();
        let ends = stream.clone();
        Ok(Self {
            stream,
            end: Box::pin(async move { ends.source_eof().await }),
            is_gone: false,
            stands: true,
            socket: held,
            tap,
            clock: Clock::new(0, now),
            asked: None,
            last: now,
            changed: now,
            info,
            origin: server.origin,
        })
    }

    /// The server has no device and throws away what it gets.
    pub fn is_dummy(&self) -> bool {
        self.info.default_sink_name.as_deref() == Some(c"auto_null")
    }

    /// What the server says it is, and its device.
    pub fn describe(&self) -> String {
        let text = |text: &Option<std::ffi::CString>| {
            text.as_ref().map_or_else(|| "unknown".into(), |text| text.to_string_lossy().into_owned())
        };
        let (server, version) = (text(&self.info.server_name), text(&self.info.server_version));
        format!("{server} {version}, device {}", text(&self.info.default_sink_name))
    }

    /// Waits for the answers of a change.
    fn change<T>(&mut self, change: impl Future<Output = T>) -> Result<T, OutputError> {
        self.asked = None;
        self.changed = Instant::now();
        wait(change, PATIENCE).ok_or_else(trouble::silent)
    }

    /// Asks the server where it is, and takes its answer whenever it comes.
    fn ask(&mut self, now: Instant) -> Result<(), OutputError> {
        if self.is_gone || self.end.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready() {
            self.is_gone = true;
            return Err(trouble::lost());
        }
        if self.stands {
            return Ok(());
        }
        let early = now.saturating_duration_since(self.changed) < EARLY;
        let due = self.last + if early { EAGER } else { CALM };
        if self.asked.is_none() && (now >= due || self.last < self.changed) {
            let stream = self.stream.clone();
            let answer: Answer<_> = Box::pin(async move { stream.timing_info().await });
            self.asked = Some(Question { answer, sent: now, arrival: Arc::default() });
            self.last = now;
        }
        let Some(question) = &mut self.asked else { return Ok(()) };
        // The first look sends it.
        let waker = Waker::from(question.arrival.clone());
        match question.answer.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(info) => {
                let arrived = question.arrival.at().unwrap_or(now);
                // As true in the middle of the journey as can be known.
                let at = question.sent + arrived.saturating_duration_since(question.sent) / 2;
                self.asked = None;
                self.clock.take(&info.map_err(|_| trouble::lost())?, at);
                Ok(())
            }
            Poll::Pending if now.saturating_duration_since(question.sent) > PATIENCE => {
                Err(trouble::silent())
            }
            Poll::Pending => Ok(()),
        }
    }
}

impl Output for Pulse {
    fn restart(&mut self, feed: &Feed) -> Result<(), OutputError> {
        // The gate is shut: what arrives before the flush is old, and the server throws it away.
        self.tap.put(feed);
        let stream = self.stream.clone();
        let (corked, flushed, timing) =
            self.change(async { tokio::join!(stream.cork(), stream.flush(), stream.timing_info()) })?;
        let lost = |_: ClientError| trouble::lost();
        corked.and(flushed).map_err(lost)?;
        self.clock = Clock::new(timing.map_err(lost)?.read_offset, Instant::now());
        feed.open();
        // The connection sends samples before orders, so there is sound when the server starts.
        self.resume()
    }

    fn pause(&mut self) -> Result<(), OutputError> {
        let stream = self.stream.clone();
        let (corked, timing) = self.change(async { tokio::join!(stream.cork(), stream.timing_info()) })?;
        corked.map_err(|_| trouble::lost())?;
        self.clock.stand(&timing.map_err(|_| trouble::lost())?, Instant::now());
        self.stands = true;
        Ok(())
    }

    fn resume(&mut self) -> Result<(), OutputError> {
        let stream = self.stream.clone();
        self.stands = false;
        self.change(async { stream.uncork().await })?.map_err(|_| trouble::lost())
    }

    fn heard(&mut self, now: Instant) -> Result<ListenerPosition, OutputError> {
        self.ask(now)?;
        Ok(self.clock.heard(now, self.tap.drawn()))
    }

    fn place(&self) -> OutputPlace {
        let elsewhere = self.info.host_name.as_ref().map(|name| name.to_string_lossy().into_owned());
        let name = match (self.origin, elsewhere) {
            (ServerOrigin::Forwarded, _) => "your laptop, through Pulse".to_owned(),
            (ServerOrigin::Named, Some(other)) if other != host::name() => format!("{other}, through Pulse"),
            _ => "this computer, through Pulse".to_owned(),
        };
        OutputPlace { kind: OutputKind::Pulse, name }
    }
}

impl Drop for Pulse {
    fn drop(&mut self) {
        self.tap.close();
        let _ = self.socket.shutdown(Shutdown::Both);
    }
}

fn parameters() -> PlaybackStreamParams {
    let bytes = |time: Duration| (time.as_millis() as u32 * RATE / 1000) * FRAME as u32;
    let mut props = Props::new();
    props.set(Prop::MediaName, c"audition");
    props.set(Prop::MediaRole, c"music");
    PlaybackStreamParams {
        sample_spec: SampleSpec { format: SampleFormat::S16Le, channels: CHANNELS as u8, sample_rate: RATE },
        channel_map: ChannelMap::stereo(),
        sink_name: Some(DEFAULT_SINK.to_owned()),
        buffer_attr: BufferAttr {
            target_length: bytes(TARGET),
            pre_buffering: bytes(START),
            minimum_request_length: bytes(REQUEST),
            ..BufferAttr::default()
        },
        flags: StreamFlags { start_corked: true, adjust_latency: true, ..StreamFlags::default() },
        props,
        ..PlaybackStreamParams::default()
    }
}
