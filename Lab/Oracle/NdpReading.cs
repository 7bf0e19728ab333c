using System.Net;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Icmp;
using MetalOrleans.Protocols.Ndp;

namespace MetalOrleans.Lab.Oracle;

/// <summary>What a neighbor solicitation or advertisement says, in the oracle's words.</summary>
public static class NdpReading
{
    /// <summary>One event, or two when a question is asked with an address that may be announced.</summary>
    public static IEnumerable<OracleEvent> Read(NdpFrame frame, TimeSpan at)
    {
        var message = frame.Message;
        var (source, target) = (ToAddress(frame.SourceAddress), ToAddress(message.Target));
        if (message.Type == Icmpv6Type.NeighborAdvertisement)
        {
            var isAnswer = message.Flags.HasFlag(NdpFlags.Solicited);
            yield return Claim(target, isAnswer ? ClaimForm.Answer : ClaimForm.UnsolicitedAdvertisement) with
            {
                // L-082: who asked is told no more than that. L-083: who did not is to forget what he knew.
                HasWrongFlags = message.Flags != (isAnswer ? NdpFlags.Solicited : NdpFlags.Override)
                    || message.LinkLayer is null || !source.Equals(target),
            };
            yield break;
        }

        yield return new OracleEvent.Question(at, target, message.LinkLayer ?? frame.Source, source);
        if (!frame.IsProbe)
        {
            yield return Claim(source, ClaimForm.StrayRequest);
        }

        OracleEvent.Claim Claim(IPAddress address, ClaimForm form) => new(
            at, address, form, message.LinkLayer ?? frame.Source, frame.Source, frame.Destination, frame.Destination,
            ToAddress(frame.DestinationAddress));
    }

    private static IPAddress ToAddress(IPv6Address address)
    {
        Span<byte> octets = stackalloc byte[IPv6Address.Length];
        address.Write(octets);
        return new IPAddress(octets);
    }
}
