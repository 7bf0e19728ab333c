namespace MetalOrleans.Lab.Clusters;

/// <summary>Where the built silo and agent are.</summary>
public sealed record ClusterPrograms(string Silo, string Agent)
{
    /// <summary>The programs of the build that another project of the repository was built with.</summary>
    /// <param name="outputDirectory">That project's output directory, <c>Project/bin/Configuration/Framework</c>.</param>
    public static ClusterPrograms BuiltWith(string outputDirectory)
    {
        // Their own output directories: another project's copy lacks what that project gets from a shared framework.
        var framework = new DirectoryInfo(Path.TrimEndingDirectorySeparator(outputDirectory));
        var configuration = framework.Parent!;
        var root = configuration.Parent!.Parent!.Parent!.FullName;
        return new ClusterPrograms(Of("Silo"), Of("NetAgent"));

        string Of(string project) => Path.Combine(root, project, "bin", configuration.Name, framework.Name, project);
    }

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
