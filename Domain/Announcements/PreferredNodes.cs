using MetalOrleans.Domain.Selection;

namespace MetalOrleans.Domain.Announcements;

/// <summary>A soft preference for some nodes as announcers (C-035 to C-037).</summary>
/// <param name="Weight">What a matching node scores, 1 to 100.</param>
/// <param name="Preference">Which nodes match.</param>
public sealed record PreferredNodes(int Weight, LabelSelector Preference);
