//! The command line: one file a command, arguments in, text or JSON out.
