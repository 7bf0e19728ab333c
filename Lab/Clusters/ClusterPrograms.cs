namespace MetalOrleans.Lab.Clusters;

/// <summary>Where the built silo and agent are.</summary>
public sealed record ClusterPrograms(string Silo, string Agent)
{
    /// <summary>The programs that the build puts beside a project that references them.</summary>
    public static ClusterPrograms Beside(string directory) =>
        new(Path.Combine(directory, "Silo"), Path.Combine(directory, "NetAgent"));

    /// <exception cref="FileNotFoundException">One of them is not there.</exception>
    public ClusterPrograms EnsureExist()
    {
        foreach (var program in (string[])[Silo, Agent])
        {
            if (!File.Exists(program))
            {
                throw new FileNotFoundException($"There is no program {program}: run `make publish` first.", program);
            }
        }

        return this;
    }
}
