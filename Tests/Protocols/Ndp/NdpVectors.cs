using System.Net;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Ethernet;
using MetalOrleans.Protocols.Icmp;
using MetalOrleans.Protocols.Ndp;
using MetalOrleans.Tests.Protocols.Arp;

namespace MetalOrleans.Tests.Protocols.Ndp;

/// <summary>
/// Frames as they were captured from a packet socket on a veth pair between Linux 6.18 neighbours, and what they mean.
/// </summary>
internal static class NdpVectors
{
    /// <summary>What <c>ping 2001:db8::f00a</c> from 2001:db8::1 makes the kernel ask of the whole group first.</summary>
    public const string MulticastSolicitation =
        "3333ff00f00a" + "020000000001" + "86dd"
        + "60000000" + "0020" + "3a" + "ff"
        + "20010db8000000000000000000000001" + "ff0200000000000000000001ff00f00a"
        + "8700" + "3c15" + "00000000" + "20010db800000000000000000000f00a" + "0101" + "020000000001";

    /// <summary>The neighbour's question whether what it knows is still true, asked of the address itself (NUD).</summary>
    public const string UnicastSolicitation =
        "02000000000a" + "020000000001" + "86dd"
        + "60000000" + "0020" + "3a" + "ff"
        + "fe80000000000000000000fffe000001" + "20010db800000000000000000000f00a"
        + "8700" + "3c99" + "00000000" + "20010db800000000000000000000f00a" + "0101" + "020000000001";

    /// <summary>A station about to take 2001:db8::f00b asks whether it is free; with a nonce (RFC 7527).</summary>
    public const string Probe =
        "3333ff00f00b" + "02000000000a" + "86dd"
        + "60000000" + "0020" + "3a" + "ff"
        + "00000000000000000000000000000000" + "ff0200000000000000000001ff00f00b"
        + "8700" + "9a12" + "00000000" + "20010db800000000000000000000f00b" + "0e01" + "516f92e8e063";

    /// <summary>The kernel's answer to <see cref="MulticastSolicitation"/>, which overrides (flags 0x60).</summary>
    public const string KernelAdvertisement =
        "020000000001" + "02000000000a" + "86dd"
        + "60000000" + "0020" + "3a" + "ff"
        + "20010db800000000000000000000f00a" + "20010db8000000000000000000000001"
        + "8800" + "aa57" + "60000000" + "20010db800000000000000000000f00a" + "0201" + "02000000000a";

    public static readonly MacAddress Client = ArpVectors.Client;
    public static readonly MacAddress Interface = ArpVectors.Interface;
    public static readonly IPv6Address ClientAddress = Address("2001:db8::1");
    public static readonly IPv6Address Announced = Address("2001:db8::f00a");

    public static readonly NdpFrame MulticastSolicitationFrame = new(
        ArpVectors.Mac("33:33:ff:00:f0:0a"),
        Client,
        Address("ff02::1:ff00:f00a"),
        ClientAddress,
        new NdpMessage(Icmpv6Type.NeighborSolicitation, NdpFlags.None, Announced, Client));

    public static readonly NdpFrame UnicastSolicitationFrame = MulticastSolicitationFrame with
    {
        Destination = Interface,
        DestinationAddress = Announced,
        SourceAddress = Address("fe80::ff:fe00:1"),
    };

    public static readonly NdpFrame KernelAdvertisementFrame = new(
        Client,
        Interface,
        ClientAddress,
        Announced,
        new NdpMessage(
            Icmpv6Type.NeighborAdvertisement, NdpFlags.Solicited | NdpFlags.Override, Announced, Interface));

    public static IPv6Address Address(string text) => IPv6Address.Read(IPAddress.Parse(text).GetAddressBytes());

    public static byte[] Encode(in NdpFrame frame)
    {
        var octets = new byte[frame.Length];
        frame.Encode(octets);
        return octets;
    }
}
