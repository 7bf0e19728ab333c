using MetalOrleans.NetAgent.Announcing;
using MetalOrleans.NetAgent.Icmp;
using MetalOrleans.Protocols.Ethernet;
using MetalOrleans.Tests.Protocols.Arp;
using MetalOrleans.Tests.Protocols.Icmp;
using MetalOrleans.Tests.Protocols.Ndp;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.NetAgent.Icmp;

[Trait("Needs", "Root")]
public sealed class EchoListenerTests
{
    private readonly AnnouncedAddresses _addresses = new();
    private readonly byte[] _answer = new byte[1518];

    [RootFact]
    public void Answers_for_announced_addresses_only_and_allocates_nothing()
    {
        using var listener = new EchoListener(
            EtherType.IPv4, new ResponderInterface(1, "eth0", NdpVectors.Interface), _addresses, (_, _) => { });
        var frame = Convert.FromHexString(EchoRequestTests.IPv4Request);

        Assert.Equal(0, listener.Respond(frame, _answer));
        _addresses.Set(ArpVectors.Announced, new AnnouncedAddress(1, ["eth1"], new AddressCounters()));
        Assert.Equal(0, listener.Respond(frame, _answer));
        _addresses.Set(ArpVectors.Announced, new AnnouncedAddress(1, ["eth0"], new AddressCounters()));
        Assert.Equal(frame.Length, Respond(1));

        Allocations.AssertNone(() => Respond(1000));

        int Respond(int count)
        {
            var length = 0;
            for (var index = 0; index < count; index++)
            {
                length = listener.Respond(frame, _answer);
            }

            return length;
        }
    }
}
