//! What a server's refusal means and what to do about it.

use std::io::{Error, ErrorKind};

use pulseaudio::ClientError;
use pulseaudio::protocol::{ProtocolError, PulseError};

use super::find::{Server, ServerOrigin};
use crate::sound::outputs::OutputError;
use crate::sound::outputs::host::{forward_line, listen_line, name};

/// Why `server` could not be joined.
pub(super) fn joining(server: &Server, error: &ClientError) -> OutputError {
    let path = server.socket.display();
    match error {
        ClientError::Io(error) => socket(server, error),
        ClientError::ServerError(PulseError::AccessDenied | PulseError::AuthKey)
        | ClientError::Protocol(ProtocolError::ServerError(PulseError::AccessDenied | PulseError::AuthKey)) => {
            OutputError::new(
                "The sound server refused the cookie",
                format!(
                    "On the computer with the speakers: scp ~/.config/pulse/cookie {}:.config/pulse/",
                    name()
                ),
            )
        }
        ClientError::Protocol(ProtocolError::Io(error))
            if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) =>
        {
            silent()
        }
        ClientError::Protocol(ProtocolError::Io(_)) | ClientError::Disconnected => OutputError::new(
            format!("What answers at {path} hung up"),
            match server.origin {
                ServerOrigin::Forwarded => {
                    format!("Does a sound server run at its other end? {}", forward_line(&server.socket))
                }
                _ => "Is it a sound server, and does it let you in? pactl info tells more.".to_owned(),
            },
        ),
        ClientError::Protocol(_) | ClientError::UnexpectedSequenceNumber => OutputError::new(
            format!("What answers at {path} speaks no Pulse"),
            "PulseAudio and PipeWire (pipewire-pulse) do; PULSE_SERVER names the socket.",
        ),
        ClientError::ServerUnavailable | ClientError::ServerError(_) => OutputError::new(
            format!("The sound server does not play: {error}"),
            "pactl info and pactl list sinks tell more.",
        ),
    }
}

fn socket(server: &Server, error: &Error) -> OutputError {
    let path = server.socket.display();
    match (error.kind(), server.origin) {
        (ErrorKind::ConnectionRefused, ServerOrigin::Forwarded) => OutputError::new(
            "The forwarded sound socket is stale: its ssh is gone",
            format!("On your laptop, again: {}", forward_line(&server.socket)),
        ),
        (ErrorKind::ConnectionRefused, _) => OutputError::new(
            format!("The sound server's socket is stale: {path}"),
            "Start the server again: systemctl --user restart pipewire-pulse (or pulseaudio --start).",
        ),
        (ErrorKind::NotFound, _) => OutputError::new(
            format!("There is no sound server at {path}"),
            format!("PULSE_SERVER names it. Or from another machine: {}", listen_line()),
        ),
        (ErrorKind::PermissionDenied, _) => OutputError::new(
            format!("The sound server's socket is not yours: {path}"),
            "Run segue as its owner.",
        ),
        (ErrorKind::WouldBlock | ErrorKind::TimedOut, _) => silent(),
        _ => OutputError::new(
            format!("The sound server cannot be reached: {error}"),
            format!("Its socket is {path}."),
        ),
    }
}

/// It was there and went away.
pub(super) fn lost() -> OutputError {
    OutputError::new(
        "The sound server went away",
        "The sound comes back by itself when the server does; S switches.",
    )
}

/// It is there and says nothing.
pub(super) fn silent() -> OutputError {
    OutputError::new(
        "The sound server does not answer",
        "The connection to it may be down; segue tries again by itself, S switches.",
    )
}

/// `PULSE_SERVER` names something that no Unix socket is.
pub(super) fn unreadable(named: &str, forwarded: &std::path::Path) -> OutputError {
    OutputError::new(
        format!("PULSE_SERVER={named} is no Unix socket, which segue needs"),
        format!("unix:PATH works. From your laptop: {}", forward_line(forwarded)),
    )
}

/// It has no device to play on.
pub(super) fn dummy() -> OutputError {
    OutputError::new(
        "The sound server here has no speakers (Dummy Output)",
        format!("Plug some in. Or from another machine: {}", listen_line()),
    )
}
