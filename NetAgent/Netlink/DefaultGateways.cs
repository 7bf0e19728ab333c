using System.Globalization;
using MetalOrleans.Protocols.Addressing;

namespace MetalOrleans.NetAgent.Netlink;

/// <summary>The gateways of the node's default routes, as <c>/proc/net</c> lists them.</summary>
/// <remarks>
/// Read when <see cref="DefaultRouteMonitor"/> tells of a change; listed here, because a dump by rtnetlink is of the whole routing
/// table, which may have a million routes. The IPv4 list is in the order of its destinations, so default routes are its first lines
/// and nothing behind them is read.
/// </remarks>
internal static class DefaultGateways
{
    private const string IPv4File = "/proc/net/route";
    private const string IPv6File = "/proc/net/ipv6_route";

    // The default route of IPv6 may be anywhere; a node with more routes than this is a router, and its gateway is not found.
    private const int LineCountMax = 10_000;

    /// <summary>The gateways of both families.</summary>
    public static HashSet<IPAddressValue> Read()
    {
        var gateways = new HashSet<IPAddressValue>();
        AddIPv4(Lines(IPv4File).Skip(1), gateways);
        AddIPv6(Lines(IPv6File), gateways);
        return gateways;
    }

    /// <summary>Reads lines of <c>/proc/net/route</c>: interface, destination, gateway…, in hexadecimal, host byte order.</summary>
    public static void AddIPv4(IEnumerable<string> lines, HashSet<IPAddressValue> gateways)
    {
        foreach (var line in lines)
        {
            var fields = line.Split('\t', StringSplitOptions.TrimEntries);
            if (fields.Length < 8 || !TryParse(fields[1], out var destination) || !TryParse(fields[2], out var gateway)
                || !TryParse(fields[7], out var mask))
            {
                continue;
            }

            if (destination != 0)
            {
                return;
            }

            if (mask == 0 && gateway != 0)
            {
                gateways.Add(IPv4Address.Read(BitConverter.GetBytes(gateway)));
            }
        }
    }

    /// <summary>Reads lines of <c>/proc/net/ipv6_route</c>: destination, its length, source, its length, next hop….</summary>
    public static void AddIPv6(IEnumerable<string> lines, HashSet<IPAddressValue> gateways)
    {
        foreach (var line in lines)
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length < 5 || fields[1] != "00" || fields[4].Length != 2 * IPv6Address.Length
                || fields[0].Any(digit => digit != '0') || fields[4].All(digit => digit == '0'))
            {
                continue;
            }

            gateways.Add(IPv6Address.Read(Convert.FromHexString(fields[4])));
        }
    }

    private static bool TryParse(string text, out uint value) =>
        uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);

    private static IEnumerable<string> Lines(string path) =>
        File.Exists(path) ? File.ReadLines(path).Take(LineCountMax) : [];
}
