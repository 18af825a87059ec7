//! The screen: event, action, update, draw; effects out, messages in.
