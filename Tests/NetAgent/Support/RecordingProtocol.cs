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

    /// <summary>Called for each probe that shall be sent.</summary>
    public Action<IPAddressValue> Probed { get; init; } = static _ => { };

    /// <summary>What each open interface listens for.</summary>
    public Dictionary<int, HashSet<IPAddressValue>> Included { get; } = [];

    public string Name => name;

    public int GratuitousFrameCount => frameCount;

    public bool Serves(IPAddressValue address) => serves(address);

    public InterfaceVerdict VerdictOn(JudgedInterface judged) => InterfaceVerdict.Qualifies;

    public void Open(ResponderInterface on)
    {
        Opening(on);
        Included.Add(on.Index, []);
    }

    public void Close(int index) => Included.Remove(index);

    public void Include(int index, IPAddressValue address)
    {
        if (!Included[index].Add(address))
        {
            throw new InvalidOperationException($"Interface {index} listens for {address} already.");
        }
    }

    public void Exclude(int index, IPAddressValue address)
    {
        if (!Included[index].Remove(address))
        {
            throw new InvalidOperationException($"Interface {index} did not listen for {address}.");
        }
    }

    public void Narrow(int index)
    {
    }

    public bool SendGratuitous(IPAddressValue address, ResponderInterface on, int frame)
    {
        sent(address, frame);
        return true;
    }

    public bool SendProbe(IPAddressValue address, ResponderInterface on)
    {
        Probed(address);
        return true;
    }
}
