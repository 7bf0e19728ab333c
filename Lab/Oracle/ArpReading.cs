using System.Net;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Arp;

namespace MetalOrleans.Lab.Oracle;

/// <summary>What an ARP frame says, in the oracle's words.</summary>
internal static class ArpReading
{
    /// <summary>One event, or two when a question is asked with an address that may be announced.</summary>
    public static IEnumerable<OracleEvent> Read(ArpFrame frame, TimeSpan at)
    {
        var packet = frame.Packet;
        var (sender, target) = (ToAddress(packet.SenderAddress), ToAddress(packet.TargetAddress));
        if (packet.IsGratuitous)
        {
            yield return Claim(packet.Operation == ArpOperation.Request ? ClaimForm.GratuitousRequest : ClaimForm.GratuitousReply);
            yield break;
        }

        if (packet.Operation == ArpOperation.Reply)
        {
            yield return Claim(ClaimForm.Answer);
            yield break;
        }

        yield return new OracleEvent.Question(at, target, packet.SenderMac, sender);
        if (!packet.IsProbe)
        {
            yield return Claim(ClaimForm.StrayRequest);
        }

        OracleEvent.Claim Claim(ClaimForm form) => new(
            at, sender, form, packet.SenderMac, frame.Source, frame.Destination, packet.TargetMac, target);
    }

    private static IPAddress ToAddress(IPv4Address address)
    {
        Span<byte> octets = stackalloc byte[IPv4Address.Length];
        address.Write(octets);
        return new IPAddress(octets);
    }
}
