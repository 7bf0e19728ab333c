using System.Net;
using MetalOrleans.Lab.Networks;

namespace MetalOrleans.Lab.Traffic;

/// <summary>Stands in for kube-proxy and a pod on one node: takes what is sent to a pool's addresses, and answers.</summary>
/// <remarks>
/// Like kube-proxy it makes the node accept the packets and leaves it to others to draw them there: the kernel does not
/// answer ARP or NDP for these addresses, since they are routed to the machine but configured on no interface.
/// </remarks>
public sealed class StandIn : IAsyncDisposable
{
    /// <summary>The port of the tutorial's nginx.</summary>
    public const int HttpPort = 80;

    /// <summary>The Echo Protocol, RFC 862.</summary>
    public const int EchoPort = 7;

    private readonly LabNamespace _machine;
    private readonly HttpResponder _http;
    private readonly Dictionary<IPAddress, UdpEcho> _echoes = [];

    private StandIn(LabNamespace machine, HttpResponder http) => (_machine, _http) = (machine, http);

    /// <summary>Answers HTTP on port 80 of every address in the prefixes.</summary>
    public static async Task<StandIn> StartAsync(
        LabNamespace machine, IEnumerable<IPNetwork> prefixes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(machine);

        await SilenceKernelAsync(machine);

        // An IPv4 socket may be bound to whatever is routed to the machine; an IPv6 one only to what is configured on it.
        await machine.SetAsync("net/ipv6/ip_nonlocal_bind", "1");
        await machine.ConfigureAsync(prefixes.Select(prefix => $"route add local {prefix} dev lo"), cancellationToken);
        return new StandIn(machine, new HttpResponder(await machine.RunAsync(() => HttpResponder.Listen(HttpPort)), machine.Name));
    }

    /// <summary>Echoes datagrams sent to one address, for a <see cref="UdpProbe"/>; a repeat changes nothing.</summary>
    public async Task EchoAsync(IPAddress address)
    {
        if (!_echoes.ContainsKey(address))
        {
            var socket = await _machine.RunAsync(() => UdpEcho.Bind(new IPEndPoint(address, EchoPort)));
            _echoes.Add(address, new UdpEcho(socket, _machine.Name));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var echo in _echoes.Values)
        {
            await echo.DisposeAsync();
        }

        await _http.DisposeAsync();
    }

    /// <summary>
    /// Answers ARP only for addresses of the interface that was asked, and asks only with them: ip-sysctl, arp_ignore
    /// and arp_announce, as every cluster with kube-proxy in IPVS mode sets them (strictARP).
    /// </summary>
    private static async Task SilenceKernelAsync(LabNamespace machine)
    {
        await machine.SetAsync("net/ipv4/conf/all/arp_ignore", "1");
        await machine.SetAsync("net/ipv4/conf/all/arp_announce", "2");
    }
}
