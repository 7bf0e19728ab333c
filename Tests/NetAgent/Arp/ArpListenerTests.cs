using MetalOrleans.NetAgent.Announcing;
using MetalOrleans.NetAgent.Arp;
using MetalOrleans.NetAgent.Ownership;
using MetalOrleans.Protocols.Arp;
using MetalOrleans.Protocols.Ethernet;
using MetalOrleans.Tests.NetAgent.Support;
using MetalOrleans.Tests.Protocols.Arp;
using MetalOrleans.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace MetalOrleans.Tests.NetAgent.Arp;

[Trait("Needs", "Root")]
public sealed class ArpListenerTests
{
    // The path of every request: the loopback's index 1 exists everywhere, and the thread is not started.
    [RootFact]
    public void Allocates_nothing_from_the_frame_to_its_answer()
    {
        var addresses = new AnnouncedAddresses();
        var counters = new AddressCounters();
        addresses.Set(ArpVectors.Announced, new AnnouncedAddress(1, ["eth1", "eth0"], counters));
        using var listener = Listener(addresses);
        var frame = Convert.FromHexString(ArpVectors.BroadcastRequest);
        var answer = new byte[ArpFrame.Length];
        var runs = 0UL;

        Allocations.AssertNone(() => Respond(1000));

        Assert.Equal(1000 * runs, counters.RequestsReceived);
        Assert.Equal(ArpVectors.Reply, Convert.ToHexStringLower(answer));

        void Respond(int count)
        {
            runs++;
            for (var index = 0; index < count; index++)
            {
                if (listener.Respond(frame, answer, out _) != ArpVerdict.Answer)
                {
                    throw new InvalidOperationException("The request was not answered.");
                }
            }
        }
    }

    // Questions that queued up while the process was stopped are read when it goes on.
    [RootFact]
    [Trait("Invariant", "3")]
    public void Answers_nothing_after_the_process_was_held_up()
    {
        var time = new ManualTimeProvider();
        var gate = new AnswerGate(time);
        var addresses = new AnnouncedAddresses(gate);
        addresses.Set(ArpVectors.Announced, new AnnouncedAddress(1, [], new AddressCounters()));
        using var listener = Listener(addresses);
        var frame = Convert.FromHexString(ArpVectors.BroadcastRequest);
        gate.Beat(TimeSpan.FromMilliseconds(400));

        Assert.Equal(ArpVerdict.Answer, listener.Respond(frame, new byte[ArpFrame.Length], out _));
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(ArpVerdict.NotAnnounced, listener.Respond(frame, new byte[ArpFrame.Length], out _));
    }

    [RootFact]
    public void Answers_nothing_once_it_has_ended()
    {
        var addresses = new AnnouncedAddresses();
        addresses.Set(ArpVectors.Announced, new AnnouncedAddress(1, [], new AddressCounters()));
        var listener = Listener(addresses);
        var frame = Convert.FromHexString(ArpVectors.BroadcastRequest);

        Assert.Equal(ArpVerdict.Answer, listener.Respond(frame, new byte[ArpFrame.Length], out _));
        listener.Dispose();

        Assert.Equal(ArpVerdict.Closed, listener.Respond(frame, new byte[ArpFrame.Length], out _));
    }

    // RFC 5227 §2.4: any packet with the address as its sender is a claim; §2.1.1: a probe concerns an address that is silent.
    [Theory]
    [InlineData(ArpOperation.Request, "192.0.2.10", "192.0.2.1", false, "192.0.2.10 claimed")]
    [InlineData(ArpOperation.Reply, "192.0.2.10", "192.0.2.1", true, "192.0.2.10 claimed")]
    [InlineData(ArpOperation.Request, "0.0.0.0", "192.0.2.10", true, "192.0.2.10 probed")]
    [InlineData(ArpOperation.Request, "0.0.0.0", "192.0.2.10", false, "")]
    [InlineData(ArpOperation.Request, "192.0.2.1", "192.0.2.10", true, "")]
    public void Hears_what_others_do_with_an_ordered_address(
        ArpOperation operation, string sender, string target, bool isSilent, string expected)
    {
        var addresses = new AnnouncedAddresses();
        addresses.Set(
            ArpStation.Address("192.0.2.10"), new AnnouncedAddress(1, [], new AddressCounters()) { IsSilent = isSilent });
        var heard = new List<string>();
        var sink = new ClaimSink(
            claim => heard.Add($"{claim.Address} {(claim.IsProbe ? "probed" : "claimed")}"), TimeProvider.System);
        using var listener = Listener(addresses, sink);
        var frame = new byte[ArpFrame.Length];
        new ArpFrame(
            MacAddress.Broadcast,
            ArpVectors.Mac("02:00:00:00:00:66"),
            new ArpPacket(
                operation,
                ArpVectors.Mac("02:00:00:00:00:66"),
                ArpStation.Address(sender),
                MacAddress.Zero,
                ArpStation.Address(target))).Encode(frame);

        var verdict = listener.Respond(frame, new byte[ArpFrame.Length], out _);

        Assert.Equal(expected, string.Join(", ", heard));
        Assert.Equal(target == "192.0.2.10" && !isSilent, verdict == ArpVerdict.Answer);
    }

    private static ArpListener Listener(AnnouncedAddresses addresses, ClaimSink? claims = null) => new(
        new ResponderInterface(1, "eth0", ArpVectors.Interface),
        addresses,
        claims ?? ClaimSink.None,
        (_, _) => { },
        NullLogger.Instance);
}
