using MetalOrleans.NetAgent.Announcing;
using MetalOrleans.NetAgent.Interfaces;
using MetalOrleans.Protocols.Addressing;

namespace MetalOrleans.Tests.NetAgent.Support;

/// <summary>A protocol of one family that opens nothing and hands over each gratuitous frame it shall send.</summary>
internal sealed class RecordingProtocol(
    string name, int frameCount, Func<IPAddressValue, bool> serves, Action<IPAddressValue, int> sent) : INeighborProtocol
{
    /// <summary>Called for each responder that shall be opened; may throw what a socket would.</summary>
    public Action<ResponderInterface> Opening { get; init; } = static _ => { };

    public string Name => name;

    public int GratuitousFrameCount => frameCount;

    public bool Serves(IPAddressValue address) => serves(address);

    public InterfaceVerdict VerdictOn(JudgedInterface judged) => InterfaceVerdict.Qualifies;

    public void Open(ResponderInterface on) => Opening(on);

    public void Close(int index)
    {
    }

    public void Include(int index, IPAddressValue address)
    {
    }

    public void Exclude(int index, IPAddressValue address)
    {
    }

    public void Narrow(int index)
    {
    }

    public bool SendGratuitous(IPAddressValue address, ResponderInterface on, int frame)
    {
        sent(address, frame);
        return true;
    }

    public bool SendProbe(IPAddressValue address, ResponderInterface on) => true;
}
