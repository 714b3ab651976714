"""The languages a campaign may have, by name. Source: Omnisend API 2026-03-15, Create campaign."""

NAMES = {
    "be_BY": "Belarusian",
    "da_DK": "Danish",
    "nl_NL": "Dutch",
    "en_US": "English",
    "et_EE": "Estonian",
    "fi_FI": "Finnish",
    "fr_FR": "French",
    "de_DE": "German",
    "it_IT": "Italian",
    "lv_LV": "Latvian",
    "lt_LT": "Lithuanian",
    "nn_NO": "Norwegian",
    "pl_PL": "Polish",
    "pt_PT": "Portuguese",
    "pt_BR": "Portuguese (Brazil)",
    "ru_RU": "Russian",
    "sl_SL": "Slovenian",
    "es_ES": "Spanish",
    "es_LA": "Spanish (Latin America)",
    "sv_SE": "Swedish",
}
