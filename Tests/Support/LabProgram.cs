namespace MetalOrleans.Tests.Support;

/// <summary>The lab's executable, which the build puts beside the tests.</summary>
internal static class LabProgram
{
    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "MetalOrleans.Lab");
}
