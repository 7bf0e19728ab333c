using MetalOrleans.Lab.Oracle;

namespace MetalOrleans.Lab.Failover;

/// <summary>What one fault did to a client that asked once a millisecond.</summary>
/// <param name="Scenario">The fault.</param>
/// <param name="Family">4 or 6.</param>
/// <param name="Number">Which run, from 1.</param>
/// <param name="From">The node that had the address.</param>
/// <param name="To">The node that answered afterwards.</param>
/// <param name="Gap">The longest time without an answer from the fault until the address had settled.</param>
/// <param name="ColdGap">The longest time in which nobody answered who has the address: what a client notices that does not know it yet.</param>
/// <param name="Lost">Requests that nobody answered until then.</param>
/// <param name="ReturnGap">The longest time without an answer while everything was put back.</param>
/// <param name="Violations">Rules of the wire that were broken meanwhile.</param>
internal sealed record FailoverRun(
    FailoverScenario Scenario,
    int Family,
    int Number,
    string From,
    string To,
    TimeSpan Gap,
    TimeSpan ColdGap,
    long Lost,
    TimeSpan ReturnGap,
    IReadOnlyList<Violation> Violations);
