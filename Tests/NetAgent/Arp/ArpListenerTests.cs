using MetalOrleans.NetAgent.Announcing;
using MetalOrleans.NetAgent.Arp;
using MetalOrleans.Protocols.Arp;
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
        using var listener = new ArpListener(
            new ResponderInterface(1, "eth0", ArpVectors.Interface), addresses, (_, _) => { }, NullLogger.Instance);
        var frame = Convert.FromHexString(ArpVectors.BroadcastRequest);
        var answer = new byte[ArpFrame.Length];
        Respond(100);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Respond(10_000);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(10_100UL, counters.RequestsReceived);
        Assert.Equal(ArpVectors.Reply, Convert.ToHexStringLower(answer));

        void Respond(int count)
        {
            for (var index = 0; index < count; index++)
            {
                if (listener.Respond(frame, answer, out _) != ArpVerdict.Answer)
                {
                    throw new InvalidOperationException("The request was not answered.");
                }
            }
        }
    }

    [RootFact]
    public void Answers_nothing_once_it_has_ended()
    {
        var addresses = new AnnouncedAddresses();
        addresses.Set(ArpVectors.Announced, new AnnouncedAddress(1, [], new AddressCounters()));
        var listener = new ArpListener(
            new ResponderInterface(1, "eth0", ArpVectors.Interface), addresses, (_, _) => { }, NullLogger.Instance);
        var frame = Convert.FromHexString(ArpVectors.BroadcastRequest);

        Assert.Equal(ArpVerdict.Answer, listener.Respond(frame, new byte[ArpFrame.Length], out _));
        listener.Dispose();

        Assert.Equal(ArpVerdict.Closed, listener.Respond(frame, new byte[ArpFrame.Length], out _));
    }
}
