using System.Net;
using MetalOrleans.Agent.Contracts;
using MetalOrleans.NetAgent.Announcing;
using MetalOrleans.NetAgent.Ownership;
using MetalOrleans.Protocols.Addressing;

namespace MetalOrleans.NetAgent.Hosting;

internal sealed partial class Announcer
{
    private readonly NeighborProber _prober = new();

    /// <summary>The silo asks whether an address that another node announces answers.</summary>
    public void Probe(SelfProbe asked, TimeSpan now)
    {
        if (asked.Address.Length is not (IPv4Address.Length or IPv6Address.Length))
        {
            _prober.Refuse(asked.Id);
            return;
        }

        var address = IPAddressValue.From(new IPAddress(asked.Address.Span));
        var links = LinksTowards(address);
        // Who has an order for the address would ask for itself.
        if (links.Count == 0 || _addresses.TryGet(address, out _) || !_prober.CanAsk(address) || !_budget.TryTake(links.Count, now))
        {
            _prober.Refuse(asked.Id);
            return;
        }

        // Listened for first: a neighbour may answer before this returns.
        _addresses.Watch(address);
        RespondersFor(address).Watched(address);
        _prober.Asked(address, asked, now);
        RespondersFor(address).SendProbe(address, links);
    }

    /// <summary>The answers to what the silo asked, since the last call.</summary>
    public IReadOnlyList<SelfProbeResult> TakeProbeResults() => _prober.TakeResults();

    private void EndProbes(IReadOnlyList<IPAddressValue> ended)
    {
        foreach (var address in ended)
        {
            _addresses.Unwatch(address);
            RespondersFor(address).Unwatched(address);
        }
    }

    /// <summary>The links in whose subnet an address lies.</summary>
    private List<ResponderInterface> LinksTowards(IPAddressValue address) =>
        [.. RespondersFor(address).All.Where(responder => _table.AddressesOf(responder.Index).Any(own => own.Covers(address)))];
}
