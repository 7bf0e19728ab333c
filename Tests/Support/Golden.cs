using MetalOrleans.Tests.Rules;

namespace MetalOrleans.Tests.Support;

/// <summary>Expected texts that are kept in files, so that a change of behaviour is seen as a difference.</summary>
internal static class Golden
{
    /// <summary>When set to 1, files are written anew; the tests fail all the same, so that nobody forgets it set.</summary>
    private const string UpdateVariable = "METALORLEANS_UPDATE_GOLDEN";

    /// <summary>Fails unless a file holds a text.</summary>
    /// <param name="path">From the root of the repository.</param>
    /// <param name="actual">The text.</param>
    public static void Check(string path, string actual)
    {
        var file = Path.Combine(SourceTree.Root, path);
        var expected = File.Exists(file) ? File.ReadAllText(file) : "";
        if (string.Equals(expected, actual, StringComparison.Ordinal))
        {
            return;
        }

        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            File.WriteAllText(file, actual);
            Assert.Fail($"{path} was written anew; run the test once more without {UpdateVariable}.");
        }

        Assert.Fail($"{path} says otherwise (set {UpdateVariable}=1 to write it anew).\n{Difference(expected, actual)}");
    }

    private static string Difference(string expected, string actual)
    {
        var (before, after) = (expected.Split('\n'), actual.Split('\n'));
        var first = before.Zip(after).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"first difference in line {first + 1}\n"
            + $"  expected: {before.ElementAtOrDefault(first)}\n  actual:   {after.ElementAtOrDefault(first)}\n\nall of it:\n{actual}";
    }
}
