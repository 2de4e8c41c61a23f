from django.urls import path

from shuzhi.cycles.views import cycle, reporters, rulebook, topics

UP, DOWN = {"places": -1}, {"places": 1}

app_name = "cycles"
urlpatterns = [
    path("", cycle.list_cycles, name="list-cycles"),
    path("new/", cycle.create_cycle, name="create-cycle"),
    path("<int:pk>/", cycle.show_cycle, name="show-cycle"),
    path("<int:pk>/timetable/", cycle.edit_timetable, name="edit-timetable"),
    path("<int:pk>/report-form/", cycle.edit_report_frame, name="edit-report-frame"),
    path("<int:pk>/voters/", cycle.edit_voters, name="edit-voters"),
    path("<int:pk>/open/", cycle.open_cycle, name="open-cycle"),
    path("<int:pk>/close/", cycle.close_cycle, name="close-cycle"),
    path("<int:pk>/rulebook/", rulebook.read_rulebook, name="read-rulebook"),
    path("<int:pk>/rulebook/choose/", rulebook.choose_rulebook, name="choose-rulebook"),
    path("<int:pk>/rulebook/ready/<str:name>/", rulebook.read_ready, name="read-ready-rulebook"),
    path("<int:pk>/rulebook/file/", rulebook.download_rulebook, name="download-rulebook"),
    path("<int:pk>/topics/", topics.list_topics, name="list-topics"),
    path("<int:pk>/topics/<int:topic>/", topics.edit_topic, name="edit-topic"),
    path("<int:pk>/topics/<int:topic>/up/", topics.move_topic, UP, name="move-topic-up"),
    path("<int:pk>/topics/<int:topic>/down/", topics.move_topic, DOWN, name="move-topic-down"),
    path("<int:pk>/topics/<int:topic>/remove/", topics.remove_topic, name="remove-topic"),
    path("<int:pk>/reporters/", reporters.list_reporters, name="list-reporters"),
    path("<int:pk>/reporters/add/", reporters.add_reporters, name="add-reporters"),
    path("<int:pk>/reporters/change/", reporters.change_many, name="change-reporters"),
    path("<int:pk>/reporters/<int:reporter>/", reporters.edit_reporter, name="edit-reporter"),
    path("<int:pk>/reporters/<int:reporter>/up/", reporters.move_reporter, UP, name="move-reporter-up"),
    path("<int:pk>/reporters/<int:reporter>/down/", reporters.move_reporter, DOWN, name="move-reporter-down"),
    path("<int:pk>/reporters/<int:reporter>/exclude/", reporters.exclude_reporter, name="exclude-reporter"),
    path("<int:pk>/reporters/<int:reporter>/include/", reporters.lift_exclusion, name="lift-exclusion"),
]
