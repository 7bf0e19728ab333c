namespace MetalOrleans.ApiServer.Tables;

/// <summary>A column of a Table answer; priority 0 is always shown, a higher one only with <c>-o wide</c>.</summary>
internal sealed record TableColumn(string Name, string Type, int Priority = 0, string Format = "", string Description = "")
{
    public static TableColumn ObjectName => new("Name", "string", 0, "name", "Name must be unique within a namespace.");

    public static TableColumn Age => new("Age", "string", 0, "", "CreationTimestamp, as the time since then.");
}
