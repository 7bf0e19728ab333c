using System.Buffers.Binary;
using System.Net;

namespace MetalOrleans.Lab.Bgp;

/// <summary>Writes routes as a dump (RFC 6396), the one form in which GoBGP takes many at once.</summary>
internal static class MrtFile
{
    private const ushort TableDumpV2 = 13;
    private const ushort PeerIndexTable = 1;
    private const ushort RibIPv4Unicast = 2;
    private const byte PeerWithFourOctets = 2;
    private const int BufferLength = 1024 * 1024;

    // ORIGIN IGP, an empty AS_PATH, and NEXT_HOP without its address.
    private static readonly byte[] Attributes = [0x40, 1, 1, 0, 0x40, 2, 0, 0x40, 3, 4];

    /// <summary>Writes a dump of IPv4 prefixes.</summary>
    public static async Task WriteAsync(
        string path, IEnumerable<IPNetwork> prefixes, IPAddress nextHop, uint asn, CancellationToken cancellationToken)
    {
        await using var file = new BufferedStream(File.Create(path), BufferLength);
        var hop = nextHop.GetAddressBytes();
        byte[] table = [.. hop, 0, 0, 0, 1, PeerWithFourOctets, .. hop, .. hop, .. Number(asn)];
        await WriteAsync(file, PeerIndexTable, table, cancellationToken);
        var sequence = 0u;
        foreach (var prefix in prefixes)
        {
            var octets = prefix.BaseAddress.GetAddressBytes().AsMemory(0, (prefix.PrefixLength + 7) / 8);
            byte[] entry =
            [
                .. Number(sequence++), (byte)prefix.PrefixLength, .. octets.Span, 0, 1, 0, 0, 0, 0, 0, 0,
                0, (byte)(Attributes.Length + hop.Length), .. Attributes, .. hop,
            ];
            await WriteAsync(file, RibIPv4Unicast, entry, cancellationToken);
        }
    }

    private static async Task WriteAsync(Stream file, ushort subtype, byte[] body, CancellationToken cancellationToken)
    {
        var header = new byte[12];
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(4), TableDumpV2);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(6), subtype);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(8), (uint)body.Length);
        await file.WriteAsync(header, cancellationToken);
        await file.WriteAsync(body, cancellationToken);
    }

    private static byte[] Number(uint value)
    {
        var octets = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(octets, value);
        return octets;
    }
}
