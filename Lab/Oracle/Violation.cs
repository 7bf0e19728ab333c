using System.Globalization;
using System.Net;

namespace MetalOrleans.Lab.Oracle;

/// <summary>One rule broken at one moment.</summary>
/// <param name="At">When, from the origin of the capture on.</param>
/// <param name="Address">For which address; null when the rule is about a node's frames as a whole.</param>
/// <param name="Kind">Which rule.</param>
/// <param name="What">What was seen, for people.</param>
public sealed record Violation(TimeSpan At, IPAddress? Address, ViolationKind Kind, string What)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{At.TotalMilliseconds,10:F1} ms  {Address}  {Kind}: {What}");
}
