//! Queues by their names: opened, called otherwise, brought back.

use super::{change::QueueName, fault::Fault};
use crate::catalogue::{CatalogueError, QueueId, User};

/// Opens a queue; made where it is missing.
pub(super) fn open(user: &mut User, name: &str, now: i64) -> Result<(), CatalogueError> {
    user.make_queue(name, now)?;
    user.set_open_queue(name)
}

/// Calls a queue otherwise; says why not where it cannot be.
pub(super) fn rename(
    user: &mut User,
    from: &str,
    to: &str,
    now: i64,
) -> Result<Option<Fault>, CatalogueError> {
    if user.rename_queue(from, to, now)? {
        return Ok(None);
    }
    let (cause, remedy) = if user.queues()?.iter().any(|queue| queue.name == to) {
        (format!("another queue is called {to}"), "Choose another name for one of the two.")
    } else {
        (format!("no queue is called {from} any more"), "")
    };
    let title = format!("The queue {from} is not called {to}");
    Ok(Some(Fault { title, cause, remedy: remedy.into() }))
}

/// Brings a queue back; says so where it has to be called otherwise.
pub(super) fn bring(user: &mut User, queue: &QueueName, now: i64) -> Result<Option<Fault>, CatalogueError> {
    let name = &queue.name;
    let called = user.bring_queue(queue.id.map(QueueId), name, now)?;
    Ok((called != *name).then(|| Fault {
        title: format!("The queue {name} came back as {called}"),
        cause: format!("another queue is called {name}"),
        remedy: String::new(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(user: &User) -> Vec<String> {
        user.queues().unwrap().into_iter().map(|queue| queue.name).collect()
    }

    #[test]
    fn a_name_that_cannot_be_given_is_said() {
        let mut user = User::open_in_memory().unwrap();
        user.make_queue("B", 1).unwrap();
        user.make_queue("A", 1).unwrap();
        let fault = rename(&mut user, "B", "A", 1).unwrap().unwrap();
        assert_eq!(fault.cause, "another queue is called A");
        let fault = rename(&mut user, "C", "D", 1).unwrap().unwrap();
        assert_eq!(fault.cause, "no queue is called C any more");
        assert_eq!(
            (rename(&mut user, "B", "C", 1).unwrap(), names(&user)),
            (None, vec!["C".into(), "A".into()])
        );
    }
}
