using System.Net;
using MetalOrleans.Lab.Traffic;
using MetalOrleans.Protocols.Addressing;

namespace MetalOrleans.Lab.Clusters;

/// <summary>What the network saw when an address went from one node to another.</summary>
/// <param name="From">The node that had the address.</param>
/// <param name="To">The node that took it.</param>
/// <param name="Announced">From the fault to the first ARP packet in which the new node said that it has the address.</param>
/// <param name="Answered">From the fault to the first answer of the new node to the client.</param>
/// <param name="Gap">The longest time a client was without an answer.</param>
/// <param name="Lost">Requests, sent at 1 ms, that nobody answered.</param>
public sealed record HandOver(
    LabNode From, LabNode To, TimeSpan Announced, TimeSpan Answered, TimeSpan Gap, long Lost)
{
    /// <summary>Answers in a row, one a millisecond, after which the address is taken to have come to rest.</summary>
    private const int Settled = 250;

    /// <summary>Breaks something, and measures until the address has settled elsewhere.</summary>
    /// <param name="cluster">The lab; each node echoes at the address already.</param>
    /// <param name="address">An IPv4 address that is announced.</param>
    /// <param name="breakAsync">What befalls the node that has the address.</param>
    /// <param name="clock">The clock of all measurements.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<HandOver> MeasureAsync(
        LabCluster cluster, IPAddress address, Func<LabNode, Task> breakAsync, TimeProvider clock, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(breakAsync);

        await using var tap = await cluster.TapAsync(clock);
        await using var probe = await UdpProbe.StartAsync(cluster.Client, new IPEndPoint(address, StandIn.EchoPort), clock);
        var from = await SettleAsync(cluster, probe, cancellationToken);
        var moved = probe.WaitAsync(answer => answer.Machine != from.Name, cancellationToken);

        var broken = clock.GetTimestamp();
        await breakAsync(from);

        var taken = await moved;
        var target = IPv4Address.Read(address.GetAddressBytes());
        var announced = await tap.WaitAsync(
            seen => seen.Timestamp >= broken && seen.Packet.SenderAddress == target && seen.Packet.SenderMac != from.Cable.Mac,
            cancellationToken);
        var to = await SettleAsync(cluster, probe, cancellationToken);
        var report = probe.Report();
        return new HandOver(
            from,
            to,
            clock.GetElapsedTime(broken, announced.Timestamp),
            clock.GetElapsedTime(broken, taken.Timestamp),
            report.Since(broken).LongestGap?.Length ?? TimeSpan.Zero,
            report.Lost);
    }

    /// <summary>
    /// Waits until one node alone has answered for a while: a node that just came back may be about to take its
    /// address again, and that is no part of what is measured.
    /// </summary>
    private static async Task<LabNode> SettleAsync(LabCluster cluster, UdpProbe probe, CancellationToken cancellationToken)
    {
        var (machine, inARow) = ("", 0);
        while (inARow < Settled)
        {
            var answer = await probe.WaitAsync(_ => true, cancellationToken);
            (machine, inARow) = (answer.Machine, answer.Machine == machine ? inARow + 1 : 1);
        }

        return cluster.Nodes.Single(node => node.Name == machine);
    }
}
