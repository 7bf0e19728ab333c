using MetalOrleans.Lab.Routers;

namespace MetalOrleans.Lab.Bgp;

/// <summary>What one sender took to fill one receiver's table.</summary>
/// <param name="Receiver">Whose table.</param>
/// <param name="Sender">Who filled it.</param>
/// <param name="Prefixes">How many prefixes.</param>
/// <param name="ToTable">From Established, as the wire shows it, until the table held them all, as the receiver says.</param>
/// <param name="ToWire">From Established until the last UPDATE was on the wire.</param>
/// <param name="Updates">UPDATEs sent, End-of-RIBs included.</param>
/// <param name="Octets">Octets of all messages sent.</param>
/// <param name="Processor">Processor time of the sender from before the session until the table was full.</param>
/// <param name="ResidentKibibytes">The sender's memory then.</param>
internal sealed record BgpBenchResult(
    RouterKind Receiver,
    BgpSenderKind Sender,
    int Prefixes,
    TimeSpan ToTable,
    TimeSpan ToWire,
    int Updates,
    long Octets,
    TimeSpan Processor,
    long ResidentKibibytes);
