namespace MetalOrleans.Tests.Protocols.Bgp;

/// <summary>Messages as hexadecimal text, spaces between fields.</summary>
internal static class BgpOctets
{
    public delegate int Writer(Span<byte> octets);

    public static byte[] Parse(string text) => Convert.FromHexString(text.Replace(" ", "", StringComparison.Ordinal));

    public static byte[] Encode(Writer write)
    {
        var octets = new byte[65535];
        return octets[..write(octets)];
    }
}
