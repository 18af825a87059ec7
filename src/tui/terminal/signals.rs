//! Signals that concern the screen.

/// What a signal means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// The terminal has another size.
    Resized,
    /// The line or the machine goes away.
    Hangup,
    /// Somebody asks us to stop for a while.
    Stop,
    /// We go on.
    Continue,
}

/// Posts signals from a thread of its own, for ever.
#[cfg(unix)]
pub fn listen(post: impl Fn(Signal) + Send + 'static) -> std::io::Result<()> {
    use rustix::process::Signal as Named;
    use tokio::signal::unix::{SignalKind, signal};
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    let (winch, hup, term, int, stop, cont) = {
        let _inside = runtime.enter();
        (
            signal(SignalKind::window_change())?,
            signal(SignalKind::hangup())?,
            signal(SignalKind::terminate())?,
            signal(SignalKind::interrupt())?,
            signal(SignalKind::from_raw(Named::TSTP.as_raw()))?,
            signal(SignalKind::from_raw(Named::CONT.as_raw()))?,
        )
    };
    std::thread::Builder::new().name("screen-signals".to_owned()).spawn(move || {
        runtime.block_on(async move {
            let (mut winch, mut hup, mut term, mut int, mut stop, mut cont) =
                (winch, hup, term, int, stop, cont);
            loop {
                post(tokio::select! {
                    _ = winch.recv() => Signal::Resized,
                    _ = hup.recv() => Signal::Hangup,
                    _ = term.recv() => Signal::Hangup,
                    _ = int.recv() => Signal::Hangup,
                    _ = stop.recv() => Signal::Stop,
                    _ = cont.recv() => Signal::Continue,
                });
            }
        });
    })?;
    Ok(())
}

/// Posts the ends a console knows from a thread of its own, for ever: its window is closed, the user logs off. Sizes come with
/// the keys.
#[cfg(windows)]
pub fn listen(post: impl Fn(Signal) + Send + 'static) -> std::io::Result<()> {
    use tokio::signal::windows::{ctrl_break, ctrl_c, ctrl_close, ctrl_logoff, ctrl_shutdown};
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let (mut int, mut breaks, mut close, mut logoff, mut shutdown) =
        (ctrl_c()?, ctrl_break()?, ctrl_close()?, ctrl_logoff()?, ctrl_shutdown()?);
    std::thread::Builder::new().name("screen-signals".to_owned()).spawn(move || {
        runtime.block_on(async move {
            loop {
                tokio::select! {
                    _ = int.recv() => {}
                    _ = breaks.recv() => {}
                    _ = close.recv() => {}
                    _ = logoff.recv() => {}
                    _ = shutdown.recv() => {}
                }
                post(Signal::Hangup);
            }
        });
    })?;
    Ok(())
}
