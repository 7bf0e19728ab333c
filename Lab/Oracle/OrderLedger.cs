using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using MetalOrleans.Protocols.Ethernet;

namespace MetalOrleans.Lab.Oracle;

/// <summary>What agents said that they announce and withdraw, with the time at which they wrote it.</summary>
/// <param name="clock">The clock of every capture that is judged with it.</param>
public sealed partial class OrderLedger(TimeProvider clock)
{
    /// <summary>A stamp that is older shows another clock than ours, one that was stepped, and counts for nothing.</summary>
    private static readonly TimeSpan AgeMax = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly List<OracleEvent> _said = [];
    private readonly long _origin = clock.GetTimestamp();

    /// <summary>The time since the ledger was opened: the origin of all captures that are judged with it.</summary>
    public TimeSpan Now => clock.GetElapsedTime(_origin);

    public ImmutableArray<OracleEvent> Said
    {
        get
        {
            lock (_gate)
            {
                return [.. _said];
            }
        }
    }

    /// <summary>A moment of the clock, in the ledger's time.</summary>
    public TimeSpan At(long timestamp) => clock.GetElapsedTime(_origin, timestamp);

    /// <summary>Takes a line of an agent's log; a line about anything else changes nothing.</summary>
    public void Heard(MacAddress mac, string line)
    {
        if (TryRead(line, mac, Now - AgeOf(line)) is { } said)
        {
            lock (_gate)
            {
                _said.Add(said);
            }
        }
    }

    /// <summary>What a line of an agent's log says of an order; null when it is about anything else.</summary>
    internal static OracleEvent? TryRead(string line, MacAddress mac, TimeSpan at)
    {
        if (Announcing().Match(line) is { Success: true } announcing)
        {
            return new OracleEvent.Ordered(
                at,
                mac,
                IPAddress.Parse(announcing.Groups["address"].ValueSpan),
                ulong.Parse(announcing.Groups["epoch"].ValueSpan, CultureInfo.InvariantCulture));
        }

        return Withdrawing().Match(line) is { Success: true } withdrawing
            ? new OracleEvent.Withdrawn(at, mac, IPAddress.Parse(withdrawing.Groups["address"].ValueSpan))
            : null;
    }

    /// <summary>How long ago a line was written; zero where its stamp cannot be believed. A busy machine reads it late.</summary>
    private TimeSpan AgeOf(string line) =>
        DateTimeOffset.TryParse(
            Stamp().Match(line).Groups["stamp"].ValueSpan, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var written)
        && clock.GetUtcNow() - written is var age && age >= TimeSpan.Zero && age <= AgeMax
            ? age
            : TimeSpan.Zero;

    // The first word of a line of text, or the value of its key in a line of JSON.
    [GeneratedRegex(@"^(?<stamp>\d\S*) |""ts"":""(?<stamp>[^""]+)""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Stamp();

    [GeneratedRegex(@"service has IP, announcing: ip (?<address>[0-9a-fA-F.:]+), epoch (?<epoch>\d+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Announcing();

    [GeneratedRegex(@"withdrawing service announcement: ip (?<address>[0-9a-fA-F.:]+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Withdrawing();
}
