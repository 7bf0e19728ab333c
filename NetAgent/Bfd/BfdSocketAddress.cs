using System.Buffers.Binary;
using System.Runtime.InteropServices;
using MetalOrleans.Protocols.Addressing;

namespace MetalOrleans.NetAgent.Bfd;

// sockaddr_in of netinet/in.h, 16 octets:        sockaddr_in6, 28 octets:
//
//   0 family (host order)                          0 family (host order)
//   2 port (network order)                         2 port (network order)
//   4 address                                      4 flow information
//   8 zero                                         8 address
//                                                 24 scope: the interface's index

/// <summary>Addresses of UDP sockets as the kernel reads and writes them.</summary>
internal static class BfdSocketAddress
{
    public const int LengthMax = 28;

    private const int LengthIPv4 = 16;

    /// <summary>Writes an address.</summary>
    /// <returns>Octets written.</returns>
    public static int Write(Span<byte> octets, IPAddressValue address, int port, int scope)
    {
        octets[..LengthMax].Clear();
        BinaryPrimitives.WriteUInt16BigEndian(octets[2..], (ushort)port);
        if (address.IsIPv4)
        {
            MemoryMarshal.Write(octets, (ushort)BfdNative.FamilyIPv4);
            address.IPv4.Write(octets[4..]);
            return LengthIPv4;
        }

        MemoryMarshal.Write(octets, (ushort)BfdNative.FamilyIPv6);
        address.IPv6.Write(octets[8..]);
        MemoryMarshal.Write(octets[24..], address.IPv6.IsLinkLocal ? scope : 0);
        return LengthMax;
    }

    /// <summary>Reads the address; the port and the scope are left out.</summary>
    public static IPAddressValue Read(ReadOnlySpan<byte> octets) =>
        MemoryMarshal.Read<ushort>(octets) == BfdNative.FamilyIPv4
            ? IPv4Address.Read(octets[4..])
            : IPv6Address.Read(octets[8..]);
}
