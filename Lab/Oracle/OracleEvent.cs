using System.Net;
using MetalOrleans.Protocols.Ethernet;

namespace MetalOrleans.Lab.Oracle;

/// <summary>Something that the oracle saw on the wire, or that an agent or the test said.</summary>
/// <param name="At">When, from the origin of the capture on.</param>
public abstract record OracleEvent(TimeSpan At)
{
    /// <summary>A station asks who has an address.</summary>
    /// <param name="At">When it was seen.</param>
    /// <param name="Address">The address asked for.</param>
    /// <param name="AskerMac">Who asks.</param>
    /// <param name="Asker">With which address; unspecified in a probe.</param>
    public sealed record Question(TimeSpan At, IPAddress Address, MacAddress AskerMac, IPAddress Asker) : OracleEvent(At);

    /// <summary>A station says that it has an address.</summary>
    /// <param name="At">When it was seen.</param>
    /// <param name="Address">The address.</param>
    /// <param name="Form">How it says so.</param>
    /// <param name="Mac">The link-layer address that neighbours will take it for.</param>
    /// <param name="Source">The frame's source.</param>
    /// <param name="Destination">The frame's destination.</param>
    /// <param name="TargetMac">The target's link-layer address in the packet; of an advertisement the frame's destination.</param>
    /// <param name="Target">The target's address in the packet; of an advertisement the destination address.</param>
    public sealed record Claim(
        TimeSpan At,
        IPAddress Address,
        ClaimForm Form,
        MacAddress Mac,
        MacAddress Source,
        MacAddress Destination,
        MacAddress TargetMac,
        IPAddress Target) : OracleEvent(At)
    {
        /// <summary>Whether nobody asked for it.</summary>
        public bool IsGratuitous => Form is
            ClaimForm.GratuitousRequest or ClaimForm.GratuitousReply or ClaimForm.UnsolicitedAdvertisement;

        /// <summary>
        /// Whether an advertisement has other flags than its form demands, names no link-layer address, or comes from another
        /// address than the one that it tells of (L-082, L-083).
        /// </summary>
        public bool HasWrongFlags { get; init; }
    }

    /// <summary>An agent said that it took an order to announce.</summary>
    /// <param name="At">When it wrote its line, a little after it acted.</param>
    /// <param name="Mac">Its node.</param>
    /// <param name="Address">The address.</param>
    /// <param name="Epoch">The order's epoch.</param>
    public sealed record Ordered(TimeSpan At, MacAddress Mac, IPAddress Address, ulong Epoch) : OracleEvent(At);

    /// <summary>An agent said that it announces an address no more.</summary>
    /// <param name="At">When it wrote its line, a little after it acted.</param>
    /// <param name="Mac">Its node.</param>
    /// <param name="Address">The address.</param>
    public sealed record Withdrawn(TimeSpan At, MacAddress Mac, IPAddress Address) : OracleEvent(At);

    /// <summary>A client got an answer from the Service behind an address.</summary>
    /// <param name="At">When it arrived.</param>
    /// <param name="Address">The address.</param>
    public sealed record Served(TimeSpan At, IPAddress Address) : OracleEvent(At);

    /// <summary>Somebody breaks something on purpose, for a while.</summary>
    /// <param name="At">When it began.</param>
    /// <param name="Until">When it was mended; <see cref="TimeSpan.MaxValue"/> for not yet.</param>
    /// <param name="Mac">The node that it befell; null when it was something else, such as the silo.</param>
    /// <param name="Fault">What it was, for people.</param>
    public sealed record Disturbed(TimeSpan At, TimeSpan Until, MacAddress? Mac, string Fault) : OracleEvent(At);
}
