using System.Collections.Immutable;
using MetalOrleans.Protocols.Bgp;

namespace MetalOrleans.Lab.Fuzzing.Targets;

/// <summary>Headers, NOTIFICATIONs and ROUTE-REFRESHes.</summary>
internal sealed class BgpNotificationTarget : IFuzzTarget
{
    public string Name => "bgp-notice";

    public ImmutableArray<byte[]> Samples { get; } =
        [.. BgpMessages.Notifications, BgpMessages.Refresh];

    public void Repair(Span<byte> input) => BgpMessages.Repair(input);

    public bool Parse(ReadOnlySpan<byte> input)
    {
        if (input.Length < BgpHeader.Length)
        {
            return false;
        }

        var isOne = BgpHeader.TryDecode(input, isExtended: true, out var header, out var error);
        FuzzFailedException.ThrowUnless(isOne == (error is null), "a refusal without a reason");
        if (!isOne || header.MessageLength != input.Length)
        {
            return false;
        }

        var body = input[BgpHeader.Length..];
        return header.Type switch
        {
            BgpMessageType.Notification => ParseNotification(body),
            BgpMessageType.RouteRefresh => ParseRefresh(body),
            _ => false,
        };
    }

    private static bool ParseNotification(ReadOnlySpan<byte> body)
    {
        FuzzFailedException.ThrowUnless(
            BgpNotification.TryDecode(body, out var notification), "a NOTIFICATION that the header let pass and that is none");
        Span<byte> octets = stackalloc byte[FuzzMutator.LengthMax + BgpHeader.Length];
        var length = notification!.Encode(octets);
        FuzzFailedException.ThrowUnless(
            octets[BgpHeader.Length..length].SequenceEqual(body), "a NOTIFICATION that is not written as it was read");
        FuzzFailedException.ThrowUnless(
            notification.ShutdownText is not "" && notification.ToString().Length > 0, "a text that is none");
        return true;
    }

    private static bool ParseRefresh(ReadOnlySpan<byte> body)
    {
        var isOne = BgpRouteRefresh.TryDecode(body, out var refresh, out var error);
        FuzzFailedException.ThrowUnless(isOne == (error is null), "a refusal without a reason");
        if (isOne)
        {
            Span<byte> octets = stackalloc byte[BgpRouteRefresh.MessageLength];
            refresh.Encode(octets);
            FuzzFailedException.ThrowUnless(
                octets[BgpHeader.Length..].SequenceEqual(body), "a ROUTE-REFRESH that is not written as it was read");
        }

        return isOne;
    }
}
