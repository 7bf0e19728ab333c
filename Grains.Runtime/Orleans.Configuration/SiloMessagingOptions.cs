namespace Orleans.Configuration;

/// <summary>How calls travel inside the silo.</summary>
public class SiloMessagingOptions : MessagingOptions;
