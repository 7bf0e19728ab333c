using MetalOrleans.NetAgent.Announcing;
using MetalOrleans.NetAgent.Ndp;
using MetalOrleans.NetAgent.Ownership;
using MetalOrleans.Protocols.Ndp;
using MetalOrleans.Tests.Protocols.Ndp;
using MetalOrleans.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace MetalOrleans.Tests.NetAgent.Ndp;

[Trait("Needs", "Root")]
public sealed class NdpListenerTests
{
    private readonly AnnouncedAddresses _addresses = new();

    // The path of every solicitation: the loopback's index 1 exists everywhere, and the thread is not started.
    [RootFact]
    public void Allocates_nothing_from_the_frame_to_its_answer()
    {
        var counters = new AddressCounters();
        _addresses.Set(NdpVectors.Announced, new AnnouncedAddress(1, ["eth1", "eth0"], counters));
        using var listener = Open();
        var frame = Convert.FromHexString(NdpVectors.MulticastSolicitation);
        var answer = new byte[NdpFrame.LengthMax];
        var runs = 0UL;

        Allocations.AssertNone(() => Respond(1000));

        Assert.Equal(1000 * runs, counters.RequestsReceived);
        Assert.Equal(
            NdpVectors.Encode(NdpFrame.AnswerTo(NdpVectors.MulticastSolicitationFrame, NdpVectors.Interface)), answer);

        void Respond(int count)
        {
            runs++;
            for (var index = 0; index < count; index++)
            {
                if (listener.Respond(frame, answer, out _) != NdpVerdict.Answer)
                {
                    throw new InvalidOperationException("The solicitation was not answered.");
                }
            }
        }
    }

    [RootFact]
    public void Answers_nothing_once_it_has_ended()
    {
        _addresses.Set(NdpVectors.Announced, new AnnouncedAddress(1, [], new AddressCounters()));
        var listener = Open();
        var frame = Convert.FromHexString(NdpVectors.MulticastSolicitation);

        Assert.Equal(NdpVerdict.Answer, listener.Respond(frame, new byte[NdpFrame.LengthMax], out _));
        listener.Dispose();

        Assert.Equal(NdpVerdict.Closed, listener.Respond(frame, new byte[NdpFrame.LengthMax], out _));
    }

    // An announced IPv4 address is no answer to who asks for its mapped form.
    [RootFact]
    public void Answers_no_solicitation_for_a_mapped_IPv4_address()
    {
        var mapped = NdpVectors.Address("::ffff:192.0.2.10");
        _addresses.Set(mapped, new AnnouncedAddress(1, [], new AddressCounters()));
        using var listener = Open();
        var asked = NdpVectors.UnicastSolicitationFrame with
        {
            DestinationAddress = mapped,
            Message = NdpVectors.UnicastSolicitationFrame.Message with { Target = mapped },
        };

        Assert.Equal(
            NdpVerdict.NotAnnounced, listener.Respond(NdpVectors.Encode(asked), new byte[NdpFrame.LengthMax], out _));
    }

    private NdpListener Open() =>
        new(new ResponderInterface(1, "eth0", NdpVectors.Interface), _addresses, ClaimSink.None, (_, _) => { }, NullLogger.Instance);
}
