//! libFuzzer over the target that the environment variable `MIZAN_FUZZ` names; without it, lists the targets.
#![no_main]
#![allow(clippy::disallowed_methods, reason = "a program of its own")]

use std::panic;
use std::sync::OnceLock;

// As `tests/it` has it, so that its modules are found beside it.
#[path = "targets.rs"]
mod targets;

static TARGET: OnceLock<targets::Target> = OnceLock::new();

fn choose() {
    let wanted = std::env::var("MIZAN_FUZZ").unwrap_or_default();
    let Some(target) = targets::all().find(|target| target.name() == wanted) else {
        targets::all().for_each(|target| println!("{}", target.name()));
        std::process::exit(if wanted.is_empty() { 0 } else { 2 });
    };
    TARGET.get_or_init(|| target);
    // A panic of the library that reads PDF is caught and told, and is no failure. One of our own is.
    let _ = panic::take_hook();
    let print = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        let file = panic.location().map_or("", |location| location.file());
        let is_foreign = file.contains("/registry/") || file.starts_with("/rustc/");
        let is_main = std::thread::current().name() == Some("main");
        if is_main || !is_foreign {
            print(panic);
            std::process::abort();
        }
    }));
}

libfuzzer_sys::fuzz_target!(init: choose(), |data: &[u8]| {
    TARGET.get().expect("chosen first").run(data);
});
