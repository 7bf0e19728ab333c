using System.Globalization;
using Spectre.Console;

namespace MetalOrleans.Lab.Demo;

/// <summary>What a person sees of the demo: in colour on a terminal, as plain lines elsewhere.</summary>
internal sealed class DemoScreen(IAnsiConsole console, TimeProvider clock)
{
    /// <summary>Long for a loaded two-core machine; a step takes well under a second when all is well.</summary>
    private static readonly TimeSpan StepLimit = TimeSpan.FromSeconds(30);

    /// <summary>Wider than any line the demo writes.</summary>
    internal const int PipeWidth = 200;

    /// <summary>The standard output: a terminal as it is, a pipe or a file without colour and without line breaks.</summary>
    public static DemoScreen Open(TimeProvider clock)
    {
        if (!Console.IsOutputRedirected)
        {
            return new DemoScreen(AnsiConsole.Console, clock);
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        console.Profile.Width = PipeWidth;
        return new DemoScreen(console, clock);
    }

    public void Title(string title)
    {
        console.WriteLine();
        console.MarkupLine($"[bold]── {title.EscapeMarkup()}[/]");
    }

    public void Picture(string picture)
    {
        foreach (var line in picture.Split('\n'))
        {
            console.MarkupLine($"  [grey]{line.EscapeMarkup()}[/]");
        }
    }

    /// <summary>Runs a step and ticks it, with what it found and how long it took.</summary>
    public async Task StepAsync(string title, Func<CancellationToken, Task<string>> step, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(StepLimit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var start = clock.GetTimestamp();
        try
        {
            var found = console.Profile.Capabilities.Interactive
                ? await console.Status().StartAsync(title.EscapeMarkup(), _ => step(either.Token))
                : await step(either.Token);
            var took = Milliseconds(clock.GetElapsedTime(start));
            console.MarkupLine($"  [green]✓[/] {title.EscapeMarkup()} [bold]{found.EscapeMarkup()}[/] [grey]({took})[/]");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Cross(title);
            throw new DemoFailedException($"It was not done after {StepLimit.TotalSeconds:0} seconds.");
        }
        catch when (!cancellationToken.IsCancellationRequested)
        {
            Cross(title);
            throw;
        }
    }

    /// <summary>Shows a command and what it wrote.</summary>
    public void Shell(string command, string output)
    {
        console.MarkupLine($"  [blue]$ {command.EscapeMarkup()}[/]");
        foreach (var line in output.TrimEnd().Split('\n'))
        {
            console.MarkupLine($"    {line.TrimEnd().EscapeMarkup()}");
        }
    }

    public void Table(string title, IEnumerable<(string Name, string Value)> rows)
    {
        var table = new Table { Title = new TableTitle(title.EscapeMarkup()), Border = TableBorder.Rounded };
        table.AddColumn("measured");
        table.AddColumn(new TableColumn("value").RightAligned());
        foreach (var (name, value) in rows)
        {
            table.AddRow(name.EscapeMarkup(), value.EscapeMarkup());
        }

        console.Write(table);
    }

    public void Say(string text) => console.WriteLine(text);

    public void Failure(string reason)
    {
        console.WriteLine();
        console.MarkupLine($"[red bold]The demo did not hold:[/] {reason.EscapeMarkup()}");
    }

    public static string Milliseconds(TimeSpan time) =>
        time.TotalMilliseconds.ToString(time.TotalMilliseconds < 10 ? "0.0" : "0", CultureInfo.InvariantCulture) + " ms";

    private void Cross(string title) => console.MarkupLine($"  [red]✗[/] {title.EscapeMarkup()}");
}
