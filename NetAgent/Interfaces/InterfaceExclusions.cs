using System.Text.RegularExpressions;

namespace MetalOrleans.NetAgent.Interfaces;

/// <summary>The interface names that are never used for announcements (L-060).</summary>
internal sealed class InterfaceExclusions
{
    // A name has at most 15 characters (IFNAMSIZ), so only a pathological expression comes near this.
    private static readonly TimeSpan MatchTimeout = TimeSpan.FromMilliseconds(100);

    private readonly Regex? _expression;

    private InterfaceExclusions(Regex? expression)
    {
        _expression = expression;
    }

    /// <summary>Nothing is excluded.</summary>
    public static InterfaceExclusions None { get; } = new(expression: null);

    /// <summary>Joins the patterns as alternatives; they match anywhere in a name unless they are anchored.</summary>
    public static InterfaceExclusionsResult Create(IReadOnlyList<string> patterns, string path)
    {
        if (patterns.Count == 0)
        {
            return InterfaceExclusionsResult.Accepted(None);
        }

        try
        {
            var joined = string.Join('|', patterns.Select(pattern => $"({pattern})"));
            return InterfaceExclusionsResult.Accepted(
                new InterfaceExclusions(new Regex(joined, RegexOptions.CultureInvariant, MatchTimeout)));
        }
        catch (ArgumentException exception)
        {
            return InterfaceExclusionsResult.Refused(
                $"--excludel2-file '{path}' has an invalid regular expression, correct it: {exception.Message}");
        }
    }

    /// <summary>Whether an interface of that name is left alone. An expression that takes too long matches.</summary>
    public bool Contains(string name)
    {
        try
        {
            return _expression?.IsMatch(name) ?? false;
        }
        catch (RegexMatchTimeoutException)
        {
            return true;
        }
    }
}
