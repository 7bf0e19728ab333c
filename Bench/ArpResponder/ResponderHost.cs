using System.Net;
using System.Net.NetworkInformation;
using MetalOrleans.NetAgent.Announcing;
using MetalOrleans.NetAgent.Arp;
using MetalOrleans.NetAgent.Ndp;
using MetalOrleans.NetAgent.Ownership;
using MetalOrleans.NetAgent.Packets;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Ethernet;
using Microsoft.Extensions.Logging.Abstractions;

namespace MetalOrleans.Bench.ArpResponder;

/// <summary>
/// The agent's responder alone, in a process of its own: the same listener, lookup and filter that the agent runs.
/// </summary>
internal static class ResponderHost
{
    /// <summary>Answers for one address on one interface until the process is killed.</summary>
    public static int Run(string name, string address)
    {
        var target = IPAddressValue.From(IPAddress.Parse(address));
        var properties = NetworkInterface.GetAllNetworkInterfaces().Single(candidate => candidate.Name == name);
        var on = new ResponderInterface(
            properties.GetIPProperties().GetIPv4Properties().Index,
            name,
            MacAddress.Read(properties.GetPhysicalAddress().GetAddressBytes()));
        using var listener = Open(on, target);
        listener.Include(target);
        listener.Narrow();
        listener.Start("responder");
        Console.WriteLine("ready");
        using var forever = new ManualResetEventSlim();
        forever.Wait();
        return 0;
    }

    private static PacketListener Open(ResponderInterface on, IPAddressValue target)
    {
        var addresses = new AnnouncedAddresses();
        addresses.Set(target, new AnnouncedAddress(1, [], new AddressCounters()));
        return target.IsIPv4
            ? new ArpListener(on, addresses, ClaimSink.None, (_, error) => Console.Error.WriteLine(error), NullLogger.Instance)
            : new NdpListener(on, addresses, ClaimSink.None, (_, error) => Console.Error.WriteLine(error), NullLogger.Instance);
    }
}
