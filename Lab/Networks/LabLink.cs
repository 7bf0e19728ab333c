using System.Collections.Immutable;
using System.Net.NetworkInformation;
using MetalOrleans.Protocols.Ethernet;

namespace MetalOrleans.Lab.Networks;

/// <summary>A cable between a machine's interface and a port of a switch.</summary>
/// <param name="Host">The machine.</param>
/// <param name="Interface">The interface's name on the machine, <c>eth0</c>.</param>
/// <param name="Mac">The interface's MAC address.</param>
/// <param name="Addresses">The addresses on it, with prefix length, as they were given.</param>
/// <param name="Switch">The switch at the other end.</param>
/// <param name="Port">The switch's name for the port, which is the machine's name.</param>
public sealed record LabLink(
    LabNamespace Host, string Interface, MacAddress Mac, ImmutableArray<string> Addresses, LabSwitch Switch, string Port)
{
    /// <summary>Pulls the cable: both ends lose the carrier. The machine keeps its addresses.</summary>
    public Task CutAsync(CancellationToken cancellationToken) =>
        Switch.Namespace.ConfigureAsync([$"link set {Port} down"], cancellationToken);

    /// <summary>Loses every frame while the carrier stays: the fault that no interface reports.</summary>
    public Task BlackholeAsync(CancellationToken cancellationToken) =>
        Switch.Namespace.ConfigureAsync([$"link set {Port} nomaster"], cancellationToken);

    /// <summary>Mends what <see cref="CutAsync"/> and <see cref="BlackholeAsync"/> broke.</summary>
    public Task HealAsync(CancellationToken cancellationToken) =>
        Switch.Namespace.ConfigureAsync(
            [$"link set {Port} master {LabSwitch.Bridge}", $"link set {Port} up"], cancellationToken);

    internal static async Task<LabLink> CreateAsync(
        LabNamespace host, string @interface, ImmutableArray<string> addresses, LabSwitch @switch, CancellationToken cancellationToken)
    {
        var port = host.Name;
        await IPCommand.BatchAsync(
            null,
            [$"link add {@interface} netns {host.FullName} type veth peer name {port} netns {@switch.Namespace.FullName}"],
            cancellationToken);
        await @switch.Namespace.ConfigureAsync(
            [$"link set {port} master {LabSwitch.Bridge}", $"link set {port} up"], cancellationToken);
        await host.ConfigureAsync(
            [$"link set {@interface} up", .. addresses.Select(address => AddAddress(address, @interface))], cancellationToken);
        var mac = await host.RunAsync(() => MacAddress.Read(NetworkInterface.GetAllNetworkInterfaces()
            .Single(candidate => candidate.Name == @interface).GetPhysicalAddress().GetAddressBytes()));
        return new LabLink(host, @interface, mac, addresses, @switch, port);
    }

    private static string AddAddress(string address, string @interface) =>
        $"addr add {address} dev {@interface}" + (address.Contains(':', StringComparison.Ordinal) ? " nodad" : "");
}
