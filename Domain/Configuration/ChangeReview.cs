using System.Collections.Immutable;

namespace MetalOrleans.Domain.Configuration;

/// <summary>
/// Judges one write of a configuration object, as admission does: by what all objects of the kind, judged together as the
/// running configuration judges them, would be refused for with it and without it.
/// </summary>
public static class ChangeReview
{
    /// <summary>What the write is refused for; empty lets it pass.</summary>
    /// <param name="kind">The kind of the object that is written.</param>
    /// <param name="name">Its name.</param>
    /// <param name="before">What is refused as things are.</param>
    /// <param name="after">What would be refused after the write.</param>
    /// <returns>
    /// Everything that is wrong with the object itself, and whatever the write would newly make wrong with others of its kind:
    /// an older object that grows into a younger one is at fault, although the younger would be left out (C-021). References
    /// to what does not exist yet are no reason, because objects may come in any order (C-090), and neither are objects of
    /// other kinds (C-022).
    /// </returns>
    public static ImmutableArray<ConfigurationRefusal> Judge(
        string kind,
        string name,
        ImmutableArray<ConfigurationRefusal> before,
        ImmutableArray<ConfigurationRefusal> after)
    {
        var known = before.Select(Essence).ToHashSet();
        return
        [
            .. after.Where(refusal =>
                string.Equals(refusal.Kind, kind, StringComparison.Ordinal)
                && refusal.Reason != ConfigurationRefusalReason.UnusableReference
                && (string.Equals(refusal.Name, name, StringComparison.Ordinal) || !known.Contains(Essence(refusal)))),
        ];
    }

    /// <summary>A fault that spreads to another node is not a new one.</summary>
    private static ConfigurationRefusal Essence(ConfigurationRefusal refusal) => refusal with { Nodes = null };
}
