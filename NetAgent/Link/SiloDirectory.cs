using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using MetalOrleans.NetAgent.Options;

namespace MetalOrleans.NetAgent.Link;

/// <summary>Which silos there may be: the endpoints that the agent was told, each address of their names apart.</summary>
/// <remarks>
/// A headless Service's name has an address for each silo. Names are resolved before every round; one that cannot be
/// resolved keeps the addresses that it had, for the name server may have died with the silo.
/// </remarks>
internal sealed class SiloDirectory(
    ImmutableArray<SiloEndpoint> endpoints, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
{
    private readonly Dictionary<string, IPAddress[]> _known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The silos to dial, in the order in which they were told.</summary>
    public async Task<(ImmutableArray<SiloTarget> Targets, ImmutableArray<string> Faults)> FindAsync(
        CancellationToken cancellationToken)
    {
        var targets = ImmutableArray.CreateBuilder<SiloTarget>();
        var faults = ImmutableArray.CreateBuilder<string>();
        foreach (var endpoint in endpoints)
        {
            if (IPAddress.TryParse(endpoint.Host, out var literal))
            {
                targets.Add(new SiloTarget(endpoint, literal));
                continue;
            }

            var (addresses, fault) = await ResolveAsync(endpoint.Host, cancellationToken);
            if (fault is not null)
            {
                faults.Add(fault);
            }

            targets.AddRange(addresses.Select(address => new SiloTarget(endpoint, address)));
        }

        return ([.. targets.Distinct()], faults.ToImmutable());
    }

    private async Task<(IPAddress[] Addresses, string? Fault)> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        try
        {
            var addresses = await resolve(host, cancellationToken);
            if (addresses.Length > 0)
            {
                _known[host] = addresses;
                return (addresses, null);
            }

            return (_known.GetValueOrDefault(host, []), $"'{host}' has no address");
        }
        catch (SocketException e)
        {
            return (_known.GetValueOrDefault(host, []), $"'{host}' cannot be resolved: {e.Message}");
        }
    }
}
