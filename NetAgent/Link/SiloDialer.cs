using System.Collections.Immutable;
using System.Net;
using System.Net.WebSockets;
using MetalOrleans.NetAgent.Options;

namespace MetalOrleans.NetAgent.Link;

/// <summary>Finds the silo that leads and opens the WebSocket to it.</summary>
/// <remarks>
/// One call is one round over all silos: the one that served last first, and each next one as soon as the one before
/// refuses, or has not answered for <see cref="Stagger"/>. A silo that stands by says who leads, and that one comes next.
/// The first to accept is it; the others are dropped. Calls follow each other, they do not overlap.
/// </remarks>
internal sealed class SiloDialer
{
    /// <summary>How long a silo is waited for before the next is dialled beside it.</summary>
    public static readonly TimeSpan Stagger = TimeSpan.FromMilliseconds(250);

    private readonly AgentOptions _options;
    private readonly TimeProvider _time;
    private readonly SiloDirectory _directory;
    private SiloTarget? _last;

    /// <summary>A dialler of the silos that the options name.</summary>
    public SiloDialer(AgentOptions options)
        : this(options, TimeProvider.System, Dns.GetHostAddressesAsync)
    {
    }

    /// <summary>The same with a clock and a way to resolve names.</summary>
    public SiloDialer(AgentOptions options, TimeProvider time, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
    {
        _options = options;
        _time = time;
        _directory = new SiloDirectory([options.Silo, .. options.OtherSilos], resolve);
    }

    /// <summary>Opens a connection.</summary>
    /// <exception cref="SiloUnreachableException">It cannot be opened; the message says why and never holds the token.</exception>
    public async Task<WebSocket> DialAsync(CancellationToken cancellationToken)
    {
        var credentials = await SiloCredentials.ReadAsync(_options, cancellationToken);
        var (targets, faults) = await _directory.FindAsync(cancellationToken);
        var order = Ordered(targets);
        _last = null;
        var answer = await RaceAsync(order, faults, credentials, cancellationToken);
        _last = answer.Target;
        return answer.Socket!;
    }

    private LinkedList<SiloTarget> Ordered(ImmutableArray<SiloTarget> targets) =>
        new(_last is { } last ? [last, .. targets.Remove(last)] : targets.AsEnumerable());

    private async Task<SiloAnswer> RaceAsync(
        LinkedList<SiloTarget> waiting, ImmutableArray<string> faults, SiloCredentials credentials, CancellationToken cancellationToken)
    {
        var refusals = new List<SiloAnswer>();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var known = waiting.ToHashSet();
        var running = new List<Task<SiloAnswer>>();
        try
        {
            while (true)
            {
                if (waiting.First is { } next)
                {
                    waiting.RemoveFirst();
                    running.Add(SiloAttempt.DialAsync(next.Value, credentials, _options.SiloName, over.Token));
                }
                else if (running.Count == 0)
                {
                    throw new SiloUnreachableException(Explain(faults, refusals));
                }

                if (await FirstAsync(running, waiting.Count > 0, over.Token) is not { } first)
                {
                    continue;
                }

                running.Remove(first);
                var answer = await first;
                if (answer.Socket is not null)
                {
                    return answer;
                }

                refusals.Add(answer);
                Follow(answer.Active, known, waiting);
            }
        }
        finally
        {
            await over.CancelAsync();
            await DropAsync(running);
        }
    }

    private static string Explain(ImmutableArray<string> faults, List<SiloAnswer> refusals) =>
        faults.IsEmpty && refusals is [var only]
            ? only.Refusal
            : string.Join("; ", faults.Concat(refusals.Select(refusal => $"{refusal.Target}: {refusal.Refusal}")));

    /// <summary>The first attempt that ended; null when the next silo's turn has come.</summary>
    private async Task<Task<SiloAnswer>?> FirstAsync(
        List<Task<SiloAnswer>> running, bool isAnotherWaiting, CancellationToken cancellationToken)
    {
        var first = Task.WhenAny(running);
        if (!isAnotherWaiting)
        {
            return await first;
        }

        try
        {
            return await first.WaitAsync(Stagger, _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    /// <summary>The silo that leads comes next, whether or not the agent was told of it; its certificate is checked like any.</summary>
    private static void Follow(SiloEndpoint? active, HashSet<SiloTarget> known, LinkedList<SiloTarget> waiting)
    {
        if (active is null)
        {
            return;
        }

        var told = known.FirstOrDefault(target => target.Endpoint.Port == active.Port
            && string.Equals(target.Address?.ToString() ?? target.Endpoint.Host, active.Host, StringComparison.OrdinalIgnoreCase));
        var leader = told ?? new SiloTarget(active, IPAddress.TryParse(active.Host, out var address) ? address : null);
        if (known.Add(leader) || waiting.Remove(leader))
        {
            waiting.AddFirst(leader);
        }
    }

    private static async Task DropAsync(List<Task<SiloAnswer>> running)
    {
        foreach (var attempt in running)
        {
            await ((Task)attempt).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (attempt.IsCompletedSuccessfully)
            {
                (await attempt).Socket?.Dispose();
            }
        }
    }
}
