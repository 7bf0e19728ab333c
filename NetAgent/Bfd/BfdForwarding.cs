namespace MetalOrleans.NetAgent.Bfd;

/// <summary>Whether the kernel loops a peer's echo packets: it does so by forwarding them (RFC 5881 §4).</summary>
internal static class BfdForwarding
{
    /// <summary>Whether IPv4 is forwarded from an interface, or from any when none is named.</summary>
    public static bool IsOn(string device)
    {
        try
        {
            var path = $"/proc/sys/net/ipv4/conf/{(device.Length > 0 ? device : "all")}/forwarding";
            return File.ReadAllText(path).Trim() == "1";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The interface is not there, or /proc is hidden: what is not known to be looped is not promised.
            return false;
        }
    }
}
