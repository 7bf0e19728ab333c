using System.Net;
using MetalOrleans.Lab.Oracle;
using MetalOrleans.Protocols.Ethernet;

namespace MetalOrleans.Tests.Lab.Oracle;

/// <summary>A capture written down instead of taken: what a switch would have seen of nodes that behave, and of those that do not.</summary>
internal sealed class MadeUpCapture
{
    public static readonly IPAddress Address = IPAddress.Parse("192.168.1.240");
    public static readonly MacAddress Node1 = MacAddress.Read([2, 0, 0, 0, 0, 1]);
    public static readonly MacAddress Node2 = MacAddress.Read([2, 0, 0, 0, 0, 2]);
    public static readonly MacAddress Witness = MacAddress.Read([2, 0, 0, 0, 0, 99]);

    private static readonly IPAddress WitnessAddress = IPAddress.Parse("192.168.1.99");

    private readonly List<OracleEvent> _events = [];

    public TimeSpan End { get; set; } = Ms(10_000);

    public OracleRules Rules { get; init; } = new();

    public static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    /// <summary>A node takes an order, sends its rounds until it loses the address, and says so a moment later.</summary>
    public MadeUpCapture Order(MacAddress mac, ulong epoch, double at, double until = double.MaxValue)
    {
        for (var round = 0; round < 5 && at + (round * 1100) < until; round++)
        {
            Round(mac, at + (round * 1100));
        }

        return Said(mac, epoch, at + 2);
    }

    public MadeUpCapture Said(MacAddress mac, ulong epoch, double at) => Add(new OracleEvent.Ordered(Ms(at), mac, Address, epoch));

    public MadeUpCapture Withdraw(MacAddress mac, double at) => Add(new OracleEvent.Withdrawn(Ms(at), mac, Address));

    public MadeUpCapture Round(MacAddress mac, double at) =>
        Add(Gratuitous(mac, at, ClaimForm.GratuitousRequest)).Add(Gratuitous(mac, at + 0.1, ClaimForm.GratuitousReply));

    /// <summary>The witness asks every 50 ms, and a node answers.</summary>
    public MadeUpCapture Answers(MacAddress mac, double from, double until)
    {
        for (var at = from; at < until; at += 50)
        {
            Question(at).Add(Answer(mac, at + 0.2));
        }

        return this;
    }

    public MadeUpCapture Question(double at) => Add(new OracleEvent.Question(Ms(at), Address, Witness, WitnessAddress));

    public MadeUpCapture Disturb(MacAddress? mac, double from, double until) =>
        Add(new OracleEvent.Disturbed(Ms(from), Ms(until), mac, "test"));

    public MadeUpCapture Add(OracleEvent one)
    {
        _events.Add(one);
        return this;
    }

    public static OracleEvent.Claim Answer(MacAddress mac, double at) =>
        new(Ms(at), Address, ClaimForm.Answer, mac, mac, Witness, Witness, WitnessAddress);

    public static OracleEvent.Claim Gratuitous(MacAddress mac, double at, ClaimForm form) => new(
        Ms(at), Address, form, mac, mac, MacAddress.Broadcast, form == ClaimForm.GratuitousReply ? mac : MacAddress.Broadcast, Address);

    public OracleVerdict Judge() => OracleJudge.Judge(_events, TimeSpan.Zero, End, Witness, Rules);

    /// <summary>The kinds of what was broken, each once.</summary>
    public IEnumerable<ViolationKind> Kinds() => Judge().Violations.Select(violation => violation.Kind).Distinct();
}
