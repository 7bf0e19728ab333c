using MetalOrleans.Lab.Daemons;
using MetalOrleans.Lab.Networks;

namespace MetalOrleans.Lab.Routers;

/// <summary>A routing daemon in a namespace, with a configuration that was made for it.</summary>
public abstract class LabRouter : LabDaemon
{
    private protected LabRouter(NetworkLab lab, LabNamespace machine, RouterSettings settings)
        : base(lab, machine)
    {
        Settings = settings;
    }

    public abstract RouterKind Kind { get; }

    public RouterSettings Settings { get; }

    /// <summary>Starts a daemon and waits until it can be asked.</summary>
    public static async Task<LabRouter> StartAsync(
        RouterKind kind, NetworkLab lab, LabNamespace machine, RouterSettings settings, CancellationToken cancellationToken)
    {
        LabRouter router = kind switch
        {
            RouterKind.Frr => new FrrRouter(lab, machine, settings),
            RouterKind.Bird => new BirdRouter(lab, machine, settings),
            RouterKind.GoBgp => new GoBgpRouter(lab, machine, settings),
            _ => new ExaBgpRouter(lab, machine, settings),
        };
        await router.StartAsync(cancellationToken);
        return router;
    }

    /// <summary>Whether the session with a neighbour is Established.</summary>
    public abstract Task<bool> IsEstablishedAsync(RouterPeer peer, CancellationToken cancellationToken);

    /// <summary>How many prefixes of a family it has from a neighbour.</summary>
    public abstract Task<int> CountAsync(RouterPeer peer, bool isIPv4, CancellationToken cancellationToken);

    /// <summary>A route that it has from a neighbour; null when it has none.</summary>
    public abstract Task<RouterRoute?> FindAsync(RouterPeer peer, string prefix, CancellationToken cancellationToken);

    /// <summary>Asks a neighbour for all its routes (RFC 2918).</summary>
    public abstract Task RequestRefreshAsync(RouterPeer peer, CancellationToken cancellationToken);

    /// <summary>Ends the session with a neighbour by a NOTIFICATION; it may begin anew.</summary>
    public abstract Task ResetAsync(RouterPeer peer, CancellationToken cancellationToken);

    /// <summary>What a neighbour last said in a NOTIFICATION, in the daemon's own words; empty for nothing.</summary>
    public abstract Task<string> LastErrorAsync(RouterPeer peer, CancellationToken cancellationToken);

    /// <summary>Waits until the session with a neighbour is Established.</summary>
    public Task EstablishedAsync(RouterPeer peer, CancellationToken cancellationToken) => UntilAsync(
        () => IsEstablishedAsync(peer, cancellationToken), $"{Kind} has an Established session with {peer.Address}{peer.Interface}", cancellationToken);

    /// <summary>Waits until it has a route, and returns it.</summary>
    public async Task<RouterRoute> RouteAsync(RouterPeer peer, string prefix, CancellationToken cancellationToken)
    {
        RouterRoute? found = null;
        await UntilAsync(
            async () => (found = await FindAsync(peer, prefix, cancellationToken)) is not null,
            $"{Kind} has {prefix} from {peer.Address}{peer.Interface}",
            cancellationToken);
        return found!;
    }

    /// <summary>Waits until it has a route no longer.</summary>
    public Task WithdrawnAsync(RouterPeer peer, string prefix, CancellationToken cancellationToken) => UntilAsync(
        async () => await FindAsync(peer, prefix, cancellationToken) is null,
        $"{Kind} has {prefix} from {peer.Address}{peer.Interface} no longer",
        cancellationToken);

    /// <summary>Counts the routes of the IPv4 table, fast enough to be asked all the time; FRR and BIRD.</summary>
    internal virtual Func<int> OpenCounter(out IDisposable console) =>
        throw new NotSupportedException($"{Kind} has no control socket that answers fast enough.");

    protected abstract Task StartAsync(CancellationToken cancellationToken);
}
