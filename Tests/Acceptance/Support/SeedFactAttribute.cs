namespace MetalOrleans.Tests.Acceptance.Support;

/// <summary>A fact about the seed documents, followed with the real kubectl.</summary>
/// <remarks>Without the documents it is skipped, but not where CI=true: there it runs, and fails with the reason.</remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SeedFactAttribute : FactAttribute
{
    public SeedFactAttribute()
    {
        var isCI = Environment.GetEnvironmentVariable("CI") == "true";
        if (Tests.ApiServer.Kubectl.Program is null)
        {
            Skip = "Needs `kubectl` on PATH: run `make deps`.";
        }
        else if (SeedDocument.Directory is null && !isCI)
        {
            Skip = "There is no shared/seeds directory beside the checkout.";
        }
    }
}
