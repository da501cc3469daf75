//! The `edgewise` command.

fn main() -> std::process::ExitCode {
    edgewise::cli::run()
}
