"""What happens to the processes, told to people."""

from rich.console import Console

from scorewright.project.supervision.events import Event, Happening, Listener


def told_on(console: Console) -> Listener:
    """A listener that writes a line for each event worth one."""

    def tell(event: Event) -> None:
        line = sentence(event)
        if line is not None:
            console.print(f"  {line}")

    return tell


def sentence(event: Event) -> str | None:
    """One line; None for what is only a step on the way.

    >>> sentence(Event(Happening.DIED, "web", 7, exit_status=-9, restart_in_seconds=2.0))
    '[red]web died[/red] (killed by signal 9); starting it again in 2 s'
    """
    match event.happening:
        case Happening.READY:
            return f"[green]{event.child} is ready[/green]"
        case Happening.DIED:
            status = event.exit_status or 0
            cause = f"killed by signal {-status}" if status < 0 else f"exit status {status}"
            again = f"; starting it again in {event.restart_in_seconds or 0:g} s"
            return f"[red]{event.child} died[/red] ({cause}){again}"
        case Happening.RESTARTED:
            return f"[yellow]{event.child} is started again[/yellow]"
        case Happening.STOPPED:
            return f"{event.child} has stopped"
    return None
